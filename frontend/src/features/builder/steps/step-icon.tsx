import { ThemeIcon } from "@mantine/core";
import {
  IconArrowsSplit2,
  IconBolt,
  IconClock,
  IconFilter,
  IconHandStop,
  IconMessageReply,
  IconPlayerPlay,
  IconRepeat,
} from "@tabler/icons-react";
import { ConnectorIcon } from "../../../ui/connector-icon";
import type { Kind } from "../definition";

const ICONS: Record<Kind | "trigger" | "schedule", typeof IconBolt> = {
  action: IconPlayerPlay,
  delay: IconClock,
  filter: IconFilter,
  loop: IconRepeat,
  respond: IconMessageReply,
  router: IconArrowsSplit2,
  schedule: IconClock,
  stop: IconHandStop,
  trigger: IconBolt,
};

interface Props {
  kind: keyof typeof ICONS;
  /** The service it works with, where there is one. */
  service?: string | null;
  size?: number;
}

/** The picture of a step: its service's, else that of its kind. */
export function StepIcon({ kind, service, size = 32 }: Props) {
  if (service) return <ConnectorIcon slug={service} name="" size={size} />;
  const Icon = ICONS[kind];
  return (
    <ThemeIcon variant="light" size={size} radius="sm" aria-hidden>
      <Icon size={size * 0.6} />
    </ThemeIcon>
  );
}

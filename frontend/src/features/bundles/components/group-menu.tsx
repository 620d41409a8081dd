import { ActionIcon } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { lazy } from "react";
import { useWords } from "../../../i18n/words";
import { OnDemand } from "../../../ui/on-demand";
import type { Group } from "../model";

const Opened = lazy(async () => ({
  default: (await import("./group-menu-opened")).GroupMenuOpened,
}));

/** The door to what one does with the group that is open. */
export function GroupMenu({ group }: { group: Group }) {
  const say = useWords();
  return (
    <OnDemand
      menu={(target) => <Opened group={group}>{target}</Opened>}
      target={(open) => (
        <ActionIcon
          aria-haspopup="menu"
          aria-label={say("bundles.group.more", { name: group.name })}
          onClick={open}
        >
          <IconDots size={16} />
        </ActionIcon>
      )}
    />
  );
}

import { ActionIcon } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useWords } from "../i18n/words";

interface Props {
  value: string;
  label?: string;
}

/** Takes a text to the clipboard and says so. */
export function Copy({ value, label }: Props) {
  const say = useWords();
  const { copied, copy } = useClipboard();
  const words = copied ? say("ui.copied") : (label ?? say("ui.copy"));
  return (
    <ActionIcon onClick={() => copy(value)} aria-label={words} title={words}>
      {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
    </ActionIcon>
  );
}

import { ActionIcon, CopyButton, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useWords } from "../i18n/words";

/** Takes a text to the clipboard and says so. */
export function Copy({ value, label }: { value: string; label?: string }) {
  const say = useWords();
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? say("ui.copied") : (label ?? say("ui.copy"))}>
          <ActionIcon onClick={copy} aria-label={label ?? say("ui.copy")}>
            {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

import { ActionIcon, CopyButton } from "@mantine/core";
import { IconBraces, IconCheck, IconCopy } from "@tabler/icons-react";
import { useWords } from "../../i18n/words";

interface Props {
  text: string;
  label: string;
  /** Whether it is the name of the value rather than the value. */
  isPath?: boolean;
}

/** A small button in a row that takes a text to the clipboard. */
export function CopyPart({ text, label, isPath = false }: Props) {
  const say = useWords();
  const Icon = isPath ? IconBraces : IconCopy;
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <ActionIcon
          size={24}
          aria-label={copied ? say("ui.copied") : label}
          title={label}
          onClick={(event) => {
            event.stopPropagation();
            copy();
          }}
        >
          {copied ? <IconCheck size={14} /> : <Icon size={14} />}
        </ActionIcon>
      )}
    </CopyButton>
  );
}

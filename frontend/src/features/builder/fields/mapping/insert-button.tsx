import { ActionIcon, Tooltip } from "@mantine/core";
import { IconVariablePlus } from "@tabler/icons-react";
import { useWords } from "../../../../i18n/words";
import classes from "./mapping.module.css";

interface Props {
  label: string;
  isOpen: boolean;
  onClick: () => void;
}

/** Opens the menu of values; the cursor stays where it is. */
export function InsertButton({ label, isOpen, onClick }: Props) {
  const say = useWords();
  return (
    <Tooltip label={say("builder.fields.insert")}>
      <ActionIcon
        className={classes.insert ?? ""}
        aria-label={say("builder.fields.insert_into", { name: label })}
        aria-haspopup="listbox"
        aria-expanded={isOpen}
        onMouseDown={(event) => event.preventDefault()}
        onClick={onClick}
      >
        <IconVariablePlus size={17} />
      </ActionIcon>
    </Tooltip>
  );
}

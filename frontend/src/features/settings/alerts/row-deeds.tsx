import { ActionIcon } from "@mantine/core";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { useWords } from "../../../i18n/words";

interface Props {
  name: string;
  onEdit: () => void;
  onDelete: () => void;
}

/** Change or delete what a row shows. */
export function RowDeeds({ name, onEdit, onDelete }: Props) {
  const say = useWords();
  return (
    <>
      <ActionIcon aria-label={say("settings.alerts.edit", { name })} onClick={onEdit}>
        <IconPencil size={16} />
      </ActionIcon>
      <ActionIcon aria-label={say("settings.alerts.delete", { name })} onClick={onDelete}>
        <IconTrash size={16} />
      </ActionIcon>
    </>
  );
}

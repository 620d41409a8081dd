import { Button, Group, Text } from "@mantine/core";
import { useWords } from "../i18n/words";

interface Props {
  message: string;
  onUndo: () => void;
}

/** What was just done, and the way back. */
export function UndoNotice({ message, onUndo }: Props) {
  const say = useWords();
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm">
      <Text size="sm">{message}</Text>
      <Button size="compact-sm" variant="light" onClick={onUndo}>
        {say("ui.undo")}
      </Button>
    </Group>
  );
}

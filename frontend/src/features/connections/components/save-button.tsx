import { Button, Group } from "@mantine/core";
import { useWords } from "../../../i18n/words";

interface Props {
  isSaving: boolean;
  /** Whether there is nothing new to save. */
  isSaved: boolean;
}

/** Saves a part of the connection's panel. */
export function SaveButton({ isSaving, isSaved }: Props) {
  const say = useWords();
  return (
    <Group>
      <Button type="submit" size="xs" variant="default" loading={isSaving} disabled={isSaved}>
        {say("ui.save")}
      </Button>
    </Group>
  );
}

import { Button, Group } from "@mantine/core";
import { useWords } from "../i18n/words";

interface Props {
  /** What submitting does. */
  verb: string;
  isPending: boolean;
  onCancel: () => void;
}

/** The end of a form in a window: leave it, or submit it. */
export function FormButtons({ verb, isPending, onCancel }: Props) {
  const say = useWords();
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={onCancel}>
        {say("ui.cancel")}
      </Button>
      <Button type="submit" loading={isPending}>
        {verb}
      </Button>
    </Group>
  );
}

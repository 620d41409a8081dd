import { Alert, Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { problemOf } from "../api/problems";
import { type Say, useWords } from "../i18n/words";

interface Props {
  error: unknown;
  onRetry?: () => void;
}

/** Say what went wrong in the reader's words. */
export function wordsOf(error: unknown, say: Say): string {
  const { code, detail } = problemOf(error);
  if (code === "offline" || code === "unavailable") return say(`ui.failed.${code}`);
  return detail || say("ui.failed.unreadable");
}

/** What could not be loaded, why, and the way to try again. */
export function Failed({ error, onRetry }: Props) {
  const say = useWords();
  // What is wrong with the address itself is told more exactly than by the whole answer.
  const mistakes = problemOf(error).errors.map(({ message }) => message);
  return (
    <Trouble
      title={say("ui.failed.title")}
      text={mistakes.join(" ") || wordsOf(error, say)}
      remedy={say("ui.retry")}
      onRemedy={onRetry}
    />
  );
}

interface TroubleProps {
  title: string;
  text: string;
  /** What the button says. */
  remedy: string;
  /** There is no button without it. */
  onRemedy?: () => void;
}

/** What is wrong with a part of the page, and what to do about it. */
export function Trouble({ title, text, remedy, onRemedy }: TroubleProps) {
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={title}>
      <Group justify="space-between">
        <Text size="sm">{text}</Text>
        {onRemedy && (
          <Button size="xs" variant="default" onClick={onRemedy}>
            {remedy}
          </Button>
        )}
      </Group>
    </Alert>
  );
}

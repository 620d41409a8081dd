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
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={say("ui.failed.title")}>
      <Group justify="space-between">
        <Text size="sm">{mistakes.join(" ") || wordsOf(error, say)}</Text>
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {say("ui.retry")}
          </Button>
        )}
      </Group>
    </Alert>
  );
}

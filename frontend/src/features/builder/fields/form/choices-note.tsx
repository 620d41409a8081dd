import { Alert, Button, Group, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { problemOf } from "../../../../api/problems";
import { useFormat } from "../../../../i18n/format";
import { type Say, useWords } from "../../../../i18n/words";
import { useDoors } from "../../../../ui/doors";
import { wordsOf } from "../../../../ui/failed";
import classes from "./form.module.css";
import { useForm } from "./form-context";
import type { Lack } from "./use-choices";

interface Props {
  lack: Lack | null;
  error: unknown;
  onRetry: () => void;
}

/** Why there is nothing to choose from, and what to do about it. */
export function ChoicesNote({ lack, error, onRetry }: Props) {
  const say = useWords();
  const format = useFormat();
  if (lack) {
    return (
      <Text size="xs" mt={4} className={classes.quiet ?? ""}>
        {lackInWords(lack, say, format.list)}
      </Text>
    );
  }
  return error ? <ChoicesFailed error={error} onRetry={onRetry} /> : null;
}

function ChoicesFailed({ error, onRetry }: Omit<Props, "lack">) {
  const say = useWords();
  const doors = useDoors();
  const cache = useQueryClient();
  const { connection } = useForm();
  const mustReconnect = problemOf(error).params?.remedy === "reconnect";
  const reconnect = async () => {
    if (!connection || !(await doors.reconnect(connection))) return;
    await cache.invalidateQueries({ queryKey: ["get", "/api/v1/connections"] });
    onRetry();
  };
  return (
    <Alert color="yellow" p="xs" mt={6}>
      <Text size="xs" mb={6}>
        {say("builder.fields.choices.failed", { why: wordsOf(error, say) })}{" "}
        {say("builder.fields.choices.or_map")}
      </Text>
      <Group gap="xs">
        {mustReconnect && (
          <Button size="compact-xs" onClick={() => void reconnect()}>
            {say("builder.fields.choices.reconnect")}
          </Button>
        )}
        <Button size="compact-xs" variant="default" onClick={onRetry}>
          {say("ui.retry")}
        </Button>
      </Group>
    </Alert>
  );
}

function lackInWords(lack: Lack, say: Say, list: (words: string[]) => string): string {
  if (lack.kind === "connection") return say("builder.fields.choices.connect_first");
  const names = list(lack.titles);
  return say(
    lack.kind === "needs" ? "builder.fields.choices.needs" : "builder.fields.choices.needs_mapped",
    { names },
  );
}

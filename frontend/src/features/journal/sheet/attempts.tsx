import { Button, Group, Stack, Text } from "@mantine/core";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { State } from "../../../ui/state";
import { toneOf } from "../model";
import type { FullRow } from "../queries";
import { statusWords } from "../words";

interface Props {
  row: FullRow;
  onOpen: (id: string) => void;
}

/** Earlier and later attempts at the same event. */
export function Attempts({ row, onOpen }: Props) {
  const say = useWords();
  const format = useFormat();
  return (
    <Stack gap={4} component="section" aria-label={say("journal.attempts")}>
      <Text size="xs" fw={600} c="dimmed" tt="uppercase">
        {say("journal.attempts")}
      </Text>
      {row.attempt_rows.map(({ id, attempt, status, finished_at: at }) => (
        <Group key={id} gap="sm">
          <Button
            size="compact-sm"
            variant={id === row.id ? "light" : "subtle"}
            aria-current={id === row.id}
            onClick={() => onOpen(id)}
          >
            {say("journal.attempt.long", { n: attempt })}
          </Button>
          <State tone={toneOf(status)}>{statusWords(status, say)}</State>
          <Text size="xs" c="dimmed">
            {format.exact(at)}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}

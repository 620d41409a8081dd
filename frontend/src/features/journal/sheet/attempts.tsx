import { Button, Group, Stack, Text } from "@mantine/core";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { State } from "../../../ui/state";
import { toneOf } from "../model";
import type { FullRow } from "../queries";
import { statusWords } from "../words";

type OnItsWay = NonNullable<FullRow["on_its_way"]>;

interface Props {
  row: FullRow;
  onOpen: (id: string) => void;
}

/** Earlier and later attempts at the same event, and the one that is on its way. */
export function Attempts({ row, onOpen }: Props) {
  const say = useWords();
  const format = useFormat();
  const { attempt_rows: attempts, on_its_way: next } = row;
  if (attempts.length < 2 && !next) return null;
  const last = attempts.at(-1)?.attempt ?? row.attempt;
  return (
    <Stack gap={4} component="section" aria-label={say("journal.attempts")}>
      <Text size="xs" fw={600} c="dimmed" tt="uppercase">
        {say("journal.attempts")}
      </Text>
      {attempts.map(({ id, attempt, status, finished_at: at }) => (
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
      {next && <Next next={next} attempt={last + 1} />}
    </Stack>
  );
}

function Next({ next, attempt }: { next: OnItsWay; attempt: number }) {
  const say = useWords();
  return (
    <Group gap="sm" role="status">
      <Text size="sm" fw={500} px={7}>
        {say("journal.attempt.long", { n: attempt })}
      </Text>
      <State tone={next.status === "held" ? "warn" : "busy"}>
        {say(next.status === "held" ? "journal.status.held" : "journal.status.running")}
      </State>
      <Text size="xs" c="dimmed">
        {useDue(next)}
      </Text>
    </Group>
  );
}

/** Return when an attempt goes on, in words. */
function useDue({ status, due_at: due }: OnItsWay): string {
  const say = useWords();
  const format = useFormat();
  if (status === "held") return say("journal.due.held");
  if (status === "running") return say("journal.due.now");
  if (!due || Date.parse(due) <= Date.now()) return say("journal.due.soon");
  return say("journal.due.at", { ago: format.ago(due), moment: format.exact(due) });
}

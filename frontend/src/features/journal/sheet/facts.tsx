import { Group, Stack, Text } from "@mantine/core";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { Copy } from "../../../ui/copy";
import { lengthMs } from "../model";
import type { FullRow } from "../queries";

/** The small print of a row: when, how much, and its ids. */
export function Facts({ row }: { row: FullRow }) {
  const say = useWords();
  const format = useFormat();
  const isRun = row.kind === "run";
  const volume: [string, string] = [
    say("journal.fact.volume"),
    say("journal.fact.in_out", {
      in: format.bytes(row.bytes_in),
      out: format.bytes(row.bytes_out),
    }),
  ];
  const facts: [string, string][] = isRun
    ? [
        [say("journal.fact.received"), format.exact(row.received_at)],
        [say("journal.column.duration"), format.duration(lengthMs(row))],
        [say("journal.column.transactions"), format.number(row.transactions)],
        volume,
      ]
    : row.kind === "empty"
      ? [volume]
      : [];
  const ids: [string, string | null][] = [
    [say("journal.fact.actor"), row.actor],
    [say("journal.fact.key"), row.key],
    [say("journal.fact.event_id"), row.event],
    [say("journal.fact.row_id"), row.id],
  ];
  return (
    <Stack gap={4} component="section" aria-label={say("journal.fact.title")}>
      <Text size="xs" fw={600} c="dimmed" tt="uppercase">
        {say("journal.fact.title")}
      </Text>
      {facts.map(([name, value]) => (
        <Group key={name} gap="xs">
          <Text size="sm" c="dimmed">
            {name}
          </Text>
          <Text size="sm">{value}</Text>
        </Group>
      ))}
      {ids.map(
        ([name, value]) =>
          value && (
            <Group key={name} gap="xs" wrap="nowrap">
              <Text size="sm" c="dimmed">
                {name}
              </Text>
              <Text size="sm" truncate>
                {value}
              </Text>
              <Copy value={value} />
            </Group>
          ),
      )}
    </Stack>
  );
}

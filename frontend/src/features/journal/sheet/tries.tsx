import { Badge, ScrollArea, Table } from "@mantine/core";
import { useFormat } from "../../../i18n/format";
import { type Key, useWords } from "../../../i18n/words";
import type { StepRow } from "../queries";

const OUTCOMES: Record<string, Key> = {
  ok: "journal.try.ok",
  error: "journal.try.error",
  unknown: "journal.try.unknown",
};

/** Every try of one step: when, how it ended, and whether the one before may have worked. */
export function Tries({ attempts }: { attempts: StepRow["attempts"] }) {
  const say = useWords();
  const format = useFormat();
  return (
    <ScrollArea viewportProps={{ tabIndex: 0 }}>
      <Table withRowBorders={false} fz="xs" aria-label={say("journal.try.title")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{say("journal.try.number")}</Table.Th>
            <Table.Th>{say("journal.try.at")}</Table.Th>
            <Table.Th>{say("journal.try.outcome")}</Table.Th>
            <Table.Th>{say("journal.try.answer")}</Table.Th>
            <Table.Th>{say("journal.column.duration")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {attempts.map(({ n, outcome, at, ms, http_status: status, repeat_possible: repeat }) => (
            <Table.Tr key={`${n}-${at}`}>
              <Table.Td>{n}</Table.Td>
              <Table.Td>{at && format.exact(at)}</Table.Td>
              <Table.Td>
                {OUTCOMES[outcome ?? ""]
                  ? say(OUTCOMES[outcome ?? ""] ?? "journal.try.unknown")
                  : outcome}{" "}
                {repeat && (
                  <Badge size="xs" color="yellow" variant="light" c="var(--mantine-color-text)">
                    {say("journal.try.repeat")}
                  </Badge>
                )}
              </Table.Td>
              <Table.Td>{status}</Table.Td>
              <Table.Td>{ms === null ? "" : format.duration(ms)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

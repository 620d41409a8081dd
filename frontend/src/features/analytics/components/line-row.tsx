import { Table, Text } from "@mantine/core";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { TextLink } from "../../../ui/text-link";
import type { Line } from "../model";
import { rowsOf, type View } from "../use-view";
import { pieceWords } from "../words";

interface Props {
  view: View;
  line: Line;
  hasRuns: boolean;
}

/** A day, a week or a month: its numbers, and the way to its rows. */
export function LineRow({ view, line: { span, isPartial, counts, volume }, hasRuns }: Props) {
  const say = useWords();
  const format = useFormat();
  const rows = rowsOf(view, span);
  const failed = rowsOf(view, span, { events: "errors" });
  const errors = counts?.errors;
  const words = pieceWords(span, view.by, format);
  const number = (value: number | null | undefined) => (value == null ? "—" : format.number(value));
  const bytes = (value: number | undefined) => (value == null ? "—" : format.bytes(value));
  const time = (value: number | null | undefined) => (value == null ? "—" : format.duration(value));
  return (
    <Table.Tr>
      <Table.Th scope="row">
        {rows ? (
          <TextLink to="/journal" search={rows}>
            {words}
          </TextLink>
        ) : (
          words
        )}
        {isPartial && (
          <Text span size="xs" c="dimmed" ml={6}>
            {say("analytics.partial")}
          </Text>
        )}
      </Table.Th>
      <Table.Td>{number(counts?.transactions)}</Table.Td>
      {hasRuns && <Table.Td>{number(counts?.runs)}</Table.Td>}
      {hasRuns && <Table.Td>{number(counts?.succeeded)}</Table.Td>}
      <Table.Td>
        {errors && failed ? (
          <TextLink to="/journal" search={failed} c="var(--mantine-color-error)">
            {format.number(errors)}
          </TextLink>
        ) : (
          number(errors)
        )}
      </Table.Td>
      {hasRuns && <Table.Td>{time(counts?.p50_ms)}</Table.Td>}
      {hasRuns && <Table.Td>{time(counts?.p95_ms)}</Table.Td>}
      <Table.Td>{bytes(volume?.bytes_in)}</Table.Td>
      <Table.Td>{bytes(volume?.bytes_out)}</Table.Td>
      <Table.Td>{number(volume?.polls_empty)}</Table.Td>
    </Table.Tr>
  );
}

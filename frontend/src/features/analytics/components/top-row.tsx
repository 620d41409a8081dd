import { Table, Text } from "@mantine/core";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { TextLink } from "../../../ui/text-link";
import { amountOf, lookAt, rowsFilter } from "../model";
import type { TopRow as Row } from "../queries";
import { type Sort, type Subject, sortsOf } from "../search";
import { rowsOf, type View } from "../use-view";
import { nameWords } from "../words";
import { Amount } from "./amount";
import classes from "./tables.module.css";

interface Props {
  view: View;
  of: Subject;
  row: Row;
  /** The order of the rows, and the amount of the biggest one. */
  sort: Sort;
  biggest: number;
  hasRuns: boolean;
}

/** One of the biggest: a look at it alone, its numbers, its rows in the journal. */
export function TopRow({ view, of, row, sort, biggest, hasRuns }: Props) {
  const say = useWords();
  const format = useFormat();
  const name = nameWords(of, row, say);
  const narrowing = lookAt(of, row.id);
  const filter = rowsFilter(of, row.id);
  const rows = filter && rowsOf(view, view.span, filter);
  const time = (value: number | null) => (value === null ? "—" : format.duration(value));
  return (
    <Table.Tr>
      <Table.Th scope="row" className={classes.name}>
        {narrowing ? (
          <TextLink
            from="/journal/analytics"
            to="/journal/analytics"
            search={(now) => ({ ...now, ...narrowing })}
          >
            {name}
          </TextLink>
        ) : (
          name
        )}
        {row.status === "deleted" && (
          <Text span size="xs" c="dimmed" ml={6}>
            {say("analytics.deleted")}
          </Text>
        )}
      </Table.Th>
      {sortsOf(hasRuns).map((column) => (
        <Amount
          key={column}
          sort={column}
          amount={amountOf(row, column)}
          share={column === sort && biggest > 0 ? (amountOf(row, column) ?? 0) / biggest : null}
        />
      ))}
      {hasRuns && <Table.Td>{time(row.p50_ms)}</Table.Td>}
      {hasRuns && <Table.Td>{time(row.p95_ms)}</Table.Td>}
      <Table.Td>
        {rows && (
          <TextLink to="/journal" search={rows} aria-label={say("analytics.top.rows", { name })}>
            {say("analytics.top.journal")}
          </TextLink>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

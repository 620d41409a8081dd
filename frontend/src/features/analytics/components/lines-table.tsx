import { Button, Paper, Table, Title } from "@mantine/core";
import { useState } from "react";
import { useWords } from "../../../i18n/words";
import type { Line } from "../model";
import type { View } from "../use-view";
import { LineRow } from "./line-row";
import classes from "./tables.module.css";

interface Props {
  view: View;
  lines: readonly Line[];
  /** Runs are told apart by their ends only where whole bundles are counted. */
  hasRuns: boolean;
}

const SHOWN = 31;

/** The numbers behind the charts, newest first. */
export function LinesTable({ view, lines, hasRuns }: Props) {
  const say = useWords();
  const [isWhole, show] = useState(false);
  const shown = isWhole ? lines : lines.slice(0, SHOWN);
  return (
    <Paper component="section" withBorder p="md" aria-label={say("analytics.table")}>
      <Title order={2} size="h4" mb="xs">
        {say("analytics.table")}
      </Title>
      <Table.ScrollContainer type="native" minWidth={hasRuns ? 800 : 560}>
        <Table className={classes.table}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{say(`analytics.by.${view.by}`)}</Table.Th>
              <Table.Th scope="col">{say("analytics.transactions")}</Table.Th>
              {hasRuns && <Table.Th scope="col">{say("analytics.runs")}</Table.Th>}
              {hasRuns && <Table.Th scope="col">{say("analytics.succeeded")}</Table.Th>}
              <Table.Th scope="col">{say("analytics.errors")}</Table.Th>
              {hasRuns && <Table.Th scope="col">{say("analytics.p50")}</Table.Th>}
              {hasRuns && <Table.Th scope="col">{say("analytics.p95")}</Table.Th>}
              <Table.Th scope="col">{say("analytics.bytes_in")}</Table.Th>
              <Table.Th scope="col">{say("analytics.bytes_out")}</Table.Th>
              <Table.Th scope="col">{say("analytics.polls_empty")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((line) => (
              <LineRow key={line.span.from} view={view} line={line} hasRuns={hasRuns} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {shown.length < lines.length && (
        <Button variant="subtle" size="xs" onClick={() => show(true)}>
          {say("analytics.table.all", { count: lines.length })}
        </Button>
      )}
    </Paper>
  );
}

import { Box, Group, Paper, SegmentedControl, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useWords } from "../../../i18n/words";
import { Failed } from "../../../ui/failed";
import { LoadingRows } from "../../../ui/loading";
import { allOf, biggestOf } from "../model";
import { fileOf, topQuery } from "../queries";
import { narrowingOf, SUBJECTS, sortsOf } from "../search";
import { useNarrow, type View } from "../use-view";
import { CsvLink } from "./csv-link";
import { SortHead } from "./sort-head";
import classes from "./tables.module.css";
import { TopRow } from "./top-row";

/** Which bundles, groups, connections or services use the most. */
export function Top({ view }: { view: View }) {
  const say = useWords();
  const narrow = useNarrow();
  const { of = "bundle", sort = "transactions" } = view.search;
  const asked = { ...view.span, ...narrowingOf(view.search), of, sort };
  const { data, error, isPlaceholderData, refetch } = useQuery(topQuery(asked));
  const hasRuns = data?.results.some(({ runs }) => runs !== null) ?? false;
  const title = say("analytics.top");

  return (
    <Paper component="section" withBorder p="md" aria-label={title}>
      <Group justify="space-between" gap="xs" mb="xs">
        <Title order={2} size="h4">
          {title}
        </Title>
        <Group gap="xs">
          <SegmentedControl
            size="xs"
            aria-label={say("analytics.top.of")}
            value={of}
            onChange={(value) => narrow({ of: SUBJECTS.find((name) => name === value) })}
            data={SUBJECTS.map((value) => ({ value, label: say(`analytics.top.${value}`) }))}
          />
          <CsvLink of={title} href={fileOf("top", asked)} />
        </Group>
      </Group>
      {error && <Failed error={error} onRetry={refetch} />}
      {!data && !error && <LoadingRows rows={5} height={34} />}
      {data && data.results.length === 0 && (
        <Text c="dimmed" size="sm" py="md">
          {say("analytics.top.empty")}
        </Text>
      )}
      {data && data.results.length > 0 && (
        <Box opacity={isPlaceholderData ? 0.6 : 1}>
          <Table.ScrollContainer type="native" minWidth={hasRuns ? 720 : 520}>
            <Table className={classes.table}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th scope="col">{say(`analytics.top.one.${data.of}`)}</Table.Th>
                  {sortsOf(hasRuns).map((name) => (
                    <SortHead key={name} sort={name} isSorted={name === sort} />
                  ))}
                  {hasRuns && <Table.Th scope="col">{say("analytics.p50")}</Table.Th>}
                  {hasRuns && <Table.Th scope="col">{say("analytics.p95")}</Table.Th>}
                  <Table.Th scope="col">{say("analytics.top.journal")}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {allOf(data).map((row) => (
                  <TopRow
                    key={row.id ?? ""}
                    view={view}
                    of={data.of}
                    row={row}
                    biggest={biggestOf(data.results, sort)}
                    sort={sort}
                    hasRuns={hasRuns}
                  />
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </Box>
      )}
    </Paper>
  );
}

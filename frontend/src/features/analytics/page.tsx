import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useWords } from "../../i18n/words";
import { Failed } from "../../ui/failed";
import { JournalTabs } from "../../ui/journal-tabs";
import { Page } from "../../ui/page";
import { Figures } from "./components/figures";
import { Filters } from "./components/filters";
import { LinesTable } from "./components/lines-table";
import { LoadingCharts } from "./components/loading-charts";
import { NothingMoved } from "./components/nothing-moved";
import { Top } from "./components/top";
import { TransactionsCard } from "./components/transactions-card";
import { VolumeCard } from "./components/volume-card";
import { isNothing, linesOf } from "./model";
import { transactionsQuery, volumeQuery } from "./queries";
import { sharedWith } from "./search";
import { useFollow } from "./use-follow";
import { useView } from "./use-view";

/** What the bundles moved: numbers, charts, the biggest, and the table behind it all. */
export function AnalyticsPage() {
  const say = useWords();
  const view = useView();
  useFollow(view);
  const counts = useQuery(transactionsQuery(view.asked));
  const volume = useQuery(volumeQuery(view.asked));
  const isPending = counts.isPending || volume.isPending;
  const isOld = counts.isPlaceholderData || volume.isPlaceholderData;
  const hasNothing =
    counts.data && volume.data && isNothing({ ...counts.data.totals, ...volume.data.totals });
  const hasSome = !isPending && !hasNothing && (counts.data || volume.data);

  return (
    <Page title={say("app.nav.journal")}>
      <JournalTabs shared={sharedWith(view.search, view.span)} />
      <Filters view={view} />
      {counts.error && <Failed error={counts.error} onRetry={counts.refetch} />}
      {volume.error && !counts.error && <Failed error={volume.error} onRetry={volume.refetch} />}
      {isPending && <LoadingCharts />}
      {hasNothing && <NothingMoved view={view} />}
      {hasSome && (
        <Stack gap="md" opacity={isOld ? 0.6 : 1} aria-busy={isOld}>
          <Figures view={view} counts={counts.data?.totals} volume={volume.data?.totals} />
          {counts.data && <TransactionsCard view={view} frame={counts.data} />}
          {volume.data && <VolumeCard view={view} frame={volume.data} />}
          <Top view={view} />
          <LinesTable
            view={view}
            lines={linesOf(counts.data, volume.data, view)}
            hasRuns={counts.data?.totals.runs !== null}
          />
        </Stack>
      )}
    </Page>
  );
}

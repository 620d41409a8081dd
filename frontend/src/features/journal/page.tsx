import { Box } from "@mantine/core";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { useMay } from "../../api/me";
import { useWords } from "../../i18n/words";
import { Empty } from "../../ui/empty";
import { Failed } from "../../ui/failed";
import { JournalTabs } from "../../ui/journal-tabs";
import { LoadingRows } from "../../ui/loading";
import { Page } from "../../ui/page";
import { PageSearch } from "../../ui/page-search";
import { ExportMenu } from "./filters/export-menu";
import { Filters } from "./filters/filters";
import { ActiveJobs } from "./jobs/active-jobs";
import { NewRows } from "./list/new-rows";
import { Rows } from "./list/rows";
import { neighbours } from "./model";
import { type LightRow, namesQuery, rowsQuery } from "./queries";
import { ResendErrors } from "./resend/resend-errors";
import { filtersOf } from "./search";
import { RowSheet } from "./sheet/row-sheet";
import { useFreshRows } from "./use-fresh-rows";

const NONE: ReadonlySet<string> = new Set();
const route = getRouteApi("/shell/journal");

/** What happened: every run, and what the system and people did. */
export function JournalPage() {
  const say = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const mayOperate = useMay("operator");
  const [selected, select] = useState<ReadonlySet<string>>(NONE);
  const choose = useCallback(
    (row: LightRow, isIn: boolean) => select((now) => withRow(now, row.id, isIn)),
    [],
  );
  const { data: names } = useQuery(namesQuery());
  const { row: open, ...filters } = search;
  const found = useInfiniteQuery(rowsQuery(filters));
  const rows = found.data ?? [];

  const byId = new Map(names?.results.map(({ id, name }) => [id, name]));
  const nameOf = (bundle: string | null) =>
    bundle ? (byId.get(bundle) ?? say("journal.gone_bundle")) : say("journal.no_bundle");
  const show = (row: string | undefined) =>
    navigate({ search: (now) => ({ ...now, row }), resetScroll: false });
  const news = useFreshRows(filters, found.dataUpdatedAt);
  const cache = useQueryClient();
  const showNew = () => cache.resetQueries({ queryKey: rowsQuery(filters).queryKey });
  const opened = rows.find(({ id }) => id === open);

  return (
    <Page
      title={say("journal.title")}
      actions={
        <>
          <PageSearch
            label={say("journal.search")}
            width={280}
            pauseMs={350}
            value={search.search}
            onChange={(text) => navigate({ search: { ...filters, search: text }, replace: true })}
          />
          <ResendErrors search={filters} selected={selected} onClear={() => select(NONE)} />
          <ExportMenu search={filters} />
        </>
      }
    >
      <JournalTabs shared={search} />
      <Filters />
      <ActiveJobs />
      <NewRows count={news} onShow={showNew} />
      {found.error && <Failed error={found.error} onRetry={found.refetch} />}
      {found.isPending && <LoadingRows rows={12} height={38} />}
      {found.data && rows.length === 0 && !found.hasNextPage && (
        <NothingFound isNarrowed={Object.keys(filtersOf(search)).length > 0} />
      )}
      <Box style={{ opacity: found.isPlaceholderData ? 0.6 : 1 }}>
        <Rows
          rows={rows}
          nameOf={nameOf}
          open={open}
          selected={mayOperate ? selected : null}
          onSelect={choose}
          onMore={found.hasNextPage && !found.isFetchingNextPage ? found.fetchNextPage : undefined}
        />
      </Box>
      {open && (
        <RowSheet
          id={open}
          bundleName={opened ? nameOf(opened.bundle) : say("journal.row")}
          {...neighbours(rows, open)}
          onOpen={show}
        />
      )}
    </Page>
  );
}

function withRow(rows: ReadonlySet<string>, id: string, isIn: boolean): ReadonlySet<string> {
  const changed = new Set(rows);
  if (isIn) changed.add(id);
  else changed.delete(id);
  return changed;
}

function NothingFound({ isNarrowed }: { isNarrowed: boolean }) {
  const say = useWords();
  return isNarrowed ? (
    <Empty title={say("journal.none_found.title")} help={say("journal.none_found.help")} />
  ) : (
    <Empty title={say("journal.empty.title")} help={say("journal.empty.help")} />
  );
}

import { Box } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useWords } from "../../i18n/words";
import { Empty } from "../../ui/empty";
import { Failed } from "../../ui/failed";
import { LoadingRows } from "../../ui/loading";
import { Page } from "../../ui/page";
import { ExportMenu } from "./components/export-menu";
import { Filters } from "./components/filters";
import { RowSheet } from "./components/row-sheet";
import { Rows } from "./components/rows";
import { SearchBox } from "./components/search-box";
import { neighbours } from "./model";
import { namesQuery, rowsQuery } from "./queries";
import { filtersOf } from "./search";

const route = getRouteApi("/shell/journal");

/** What happened: every run, and what the system and people did. */
export function JournalPage() {
  const say = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { data: names } = useQuery(namesQuery());
  const { row: open, ...filters } = search;
  const found = useInfiniteQuery(rowsQuery(filters));
  const rows = found.data ?? [];

  const byId = new Map(names?.results.map(({ id, name }) => [id, name]));
  const nameOf = (bundle: string | null) =>
    bundle ? (byId.get(bundle) ?? say("journal.gone_bundle")) : say("journal.no_bundle");
  const show = (row: string | undefined) =>
    navigate({ search: (now) => ({ ...now, row }), resetScroll: false });
  const opened = rows.find(({ id }) => id === open);

  return (
    <Page
      title={say("journal.title")}
      actions={
        <>
          <SearchBox
            value={search.search}
            onChange={(text) => navigate({ search: { ...filters, search: text }, replace: true })}
          />
          <ExportMenu search={search} />
        </>
      }
    >
      <Filters />
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
          selected={null}
          onSelect={() => {}}
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

function NothingFound({ isNarrowed }: { isNarrowed: boolean }) {
  const say = useWords();
  return isNarrowed ? (
    <Empty title={say("journal.none_found.title")} help={say("journal.none_found.help")} />
  ) : (
    <Empty title={say("journal.empty.title")} help={say("journal.empty.help")} />
  );
}

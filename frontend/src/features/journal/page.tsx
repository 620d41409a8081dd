import { Box } from "@mantine/core";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { useMay } from "../../api/me";
import { useWords } from "../../i18n/words";
import { JournalTabs } from "../../ui/journal-tabs";
import { Page } from "../../ui/page";
import { PageSearch } from "../../ui/page-search";
import { CheckCompleteness } from "./completeness/check-completeness";
import { ExportMenu } from "./filters/export-menu";
import { Filters } from "./filters/filters";
import { ActiveJobs } from "./jobs/active-jobs";
import { FoundRows } from "./list/found-rows";
import { NewRows } from "./list/new-rows";
import { neighbours } from "./model";
import { countQuery, type LightRow, rowsQuery } from "./queries";
import { RefreshData } from "./refresh/refresh-data";
import { ResendErrors } from "./resend/resend-errors";
import { RowSheet } from "./sheet/row-sheet";
import { useFreshRows } from "./use-fresh-rows";
import { useRowNames } from "./use-row-names";

const NONE: ReadonlySet<string> = new Set();
const NO_ROWS: readonly LightRow[] = [];
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
  const { row: open, ...filters } = search;
  const found = useInfiniteQuery(rowsQuery(filters));
  const rows = found.data?.rows ?? NO_ROWS;
  const nameOf = useRowNames();
  const news = useFreshRows(filters, found.dataUpdatedAt);
  const cache = useQueryClient();

  const show = (row: string | undefined) =>
    navigate({ search: (now) => ({ ...now, row }), resetScroll: false });
  const showNew = () => {
    cache.resetQueries({ queryKey: rowsQuery(filters).queryKey });
    cache.invalidateQueries(countQuery(filters));
  };

  return (
    <Page
      title={say("journal.title")}
      actions={
        <>
          <PageSearch
            label={say("journal.search")}
            width={330}
            pauseMs={350}
            maxLength={200}
            value={search.search}
            onChange={(text) => navigate({ search: { ...filters, search: text }, replace: true })}
          />
          <ResendErrors search={filters} selected={selected} onClear={() => select(NONE)} />
          <RefreshData search={filters} />
          {filters.bundle && <CheckCompleteness bundle={filters.bundle} search={filters} />}
          <ExportMenu search={filters} />
        </>
      }
    >
      <JournalTabs shared={search} />
      <Filters />
      <ActiveJobs />
      <Box>
        <NewRows count={news} onShow={showNew} />
        <FoundRows
          found={found}
          search={filters}
          nameOf={nameOf}
          open={open}
          selected={mayOperate ? selected : null}
          onSelect={choose}
          onWiden={() => navigate({ search: { search: search.search } })}
        />
      </Box>
      {open && (
        <RowSheet id={open} term={search.search} {...neighbours(rows, open)} onOpen={show} />
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

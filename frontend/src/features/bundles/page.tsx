import { Stack } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useMay } from "../../api/me";
import { useWords } from "../../i18n/words";
import { Page } from "../../ui/page";
import { PageSearch } from "../../ui/page-search";
import { GroupTabs } from "./components/group-tabs";
import { List } from "./components/list";
import { NewBundle } from "./components/new-bundle";
import { StatusTabs } from "./components/status-tabs";
import { countsQuery, rowsQuery } from "./queries";
import { AskContext, type Question } from "./questions";
import { useSelection } from "./use-selection";

const BulkBar = lazy(async () => ({ default: (await import("./components/bulk-bar")).BulkBar }));
const Dialogs = lazy(async () => ({ default: (await import("./dialogs/dialogs")).Dialogs }));
const route = getRouteApi("/shell/bundles");

/** My bundles: what there is, how it does, and what one can do about it. */
export function BundlesPage() {
  const say = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const mayEdit = useMay("editor");
  const [question, ask] = useState<Question | null>(null);
  const found = useInfiniteQuery(rowsQuery(search));
  const { data: everything } = useQuery(countsQuery({}));
  const rows = found.data ?? [];
  const selection = useSelection(rows, search);

  const isEmpty = everything?.all === 0 && everything.deleted === 0;
  const group = search.group === "none" ? undefined : search.group;

  return (
    <AskContext value={ask}>
      <Page
        title={say("bundles.title")}
        actions={
          <>
            {!isEmpty && (
              <PageSearch
                label={say("bundles.search")}
                width={260}
                pauseMs={250}
                maxLength={200}
                value={search.search}
                onChange={(text) =>
                  navigate({ search: (now) => ({ ...now, search: text }), replace: true })
                }
              />
            )}
            {mayEdit && <NewBundle group={group} />}
          </>
        }
      >
        {!isEmpty && (
          <Stack gap={4}>
            <GroupTabs search={search} />
            <StatusTabs search={search} />
          </Stack>
        )}
        <List
          found={found}
          search={search}
          selected={selection.selected}
          onSelect={selection.toggle}
        />
        <Suspense fallback={null}>
          {selection.rows.length > 0 && (
            <BulkBar
              rows={selection.rows}
              shown={rows.length}
              onSelectAll={selection.all}
              onClear={selection.clear}
            />
          )}
        </Suspense>
        <Suspense fallback={null}>
          {question && <Dialogs question={question} onClose={() => ask(null)} />}
        </Suspense>
      </Page>
    </AskContext>
  );
}

import { getRouteApi } from "@tanstack/react-router";
import { useContext, useMemo } from "react";
import { TimeZone } from "../../i18n/format";
import { cutFor, type Span, spanOf, todayIn } from "./days";
import { type JournalSearch, type Narrowing, rowsBehind } from "./model";
import type { Asked } from "./queries";
import { type AnalyticsSearch, type Cut, narrowingOf } from "./search";

const route = getRouteApi("/shell/journal/analytics");

export interface View {
  search: AnalyticsSearch;
  span: Span;
  by: Cut;
  /** Today where the workspace is. */
  today: string;
  asked: Asked;
}

/** Return what is looked at: which days, how they are cut, what they are narrowed to. */
export function useView(): View {
  const search = route.useSearch();
  const today = todayIn(useContext(TimeZone));
  return useMemo(() => viewOf(search, today), [search, today]);
}

function viewOf(search: AnalyticsSearch, today: string): View {
  const { from, to, period = "last_30_days" } = search;
  const span = from && to ? { from, to } : spanOf(period, today);
  const by = search.by ?? cutFor(span);
  return { search, span, by, today, asked: { ...span, by, ...narrowingOf(search) } };
}

/** Return the way to look at something else, by changing the address. */
export function useNarrow(): (change: Partial<AnalyticsSearch>) => void {
  const navigate = route.useNavigate();
  return (change) =>
    void navigate({
      search: (now) => ({ ...now, ...change }),
      replace: true,
      resetScroll: false,
    });
}

/** Return the journal's rows of some of the days looked at; null where none are kept any more. */
export function rowsOf(
  { search, today }: View,
  span: Span,
  more: Narrowing = {},
): JournalSearch | null {
  return rowsBehind(span, { ...narrowingOf(search), ...more }, today);
}

/** Return the way to rows of the journal, for clicks on what is no link. */
export function useGoToRows(): (rows: JournalSearch | null) => void {
  const navigate = route.useNavigate();
  return (rows) => {
    if (rows) void navigate({ to: "/journal", search: rows });
  };
}

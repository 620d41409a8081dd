import { getRouteApi } from "@tanstack/react-router";
import { useContext } from "react";
import { TimeZone } from "../../i18n/format";
import { useWords } from "../../i18n/words";
import { JournalTabs } from "../../ui/journal-tabs";
import { Page } from "../../ui/page";
import { spanOf, todayIn } from "./days";
import { sharedWith } from "./search";

const route = getRouteApi("/shell/journal/analytics");

/** How much was done: numbers, charts and the table behind them. */
export function AnalyticsPage() {
  const say = useWords();
  const search = route.useSearch();
  const today = todayIn(useContext(TimeZone));
  const span = spanOf(search.period ?? "last_30_days", today);
  return (
    <Page title={say("analytics.title")}>
      <JournalTabs shared={sharedWith(search, span)} />
    </Page>
  );
}

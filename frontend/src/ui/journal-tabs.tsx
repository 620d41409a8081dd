import { useWords } from "../i18n/words";
import { PageTabs } from "./page-tabs";

/** What both tabs can be narrowed by, as the journal's address says it. */
export interface SharedSearch {
  period?: "today" | "yesterday" | "last_7_days" | "last_30_days";
  from?: string;
  to?: string;
  bundle?: string;
  group?: string;
  connection?: string;
  connector?: string;
}

/** "Journal | Analytics": what one looks at in one tab is what the other opens with. */
export function JournalTabs({ shared }: { shared: SharedSearch }) {
  const say = useWords();
  const { period, from, to, bundle, group, connection, connector } = shared;
  const search = { period, from, to, bundle, group, connection, connector };
  return (
    <PageTabs
      label={say("app.journal_tabs")}
      tabs={[
        { to: "/journal", words: say("app.nav.journal"), search },
        { to: "/journal/analytics", words: say("app.nav.analytics"), search },
      ]}
    />
  );
}

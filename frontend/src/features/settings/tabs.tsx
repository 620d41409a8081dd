import { useMay } from "../../api/me";
import { type Key, useWords } from "../../i18n/words";
import { PageTabs } from "../../ui/page-tabs";

type Tab = [to: string, words: Key, forEditors?: boolean];

const TABS: Tab[] = [
  ["/settings/workspace", "settings.workspace"],
  ["/settings/members", "settings.members"],
  ["/settings/tokens", "settings.tokens", true],
  ["/settings/alerts", "settings.alerts"],
  ["/settings/privacy", "settings.privacy"],
  ["/settings/account", "settings.account"],
  ["/settings/system", "settings.system"],
];

/** The subjects; what one may not even look at is not here. */
export function SettingsTabs() {
  const say = useWords();
  const mayEdit = useMay("editor");
  const shown = TABS.filter(([, , forEditors]) => mayEdit || !forEditors);
  return (
    <PageTabs
      label={say("settings.title")}
      tabs={shown.map(([to, words]) => ({ to, words: say(words) }))}
    />
  );
}

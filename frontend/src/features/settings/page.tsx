import { useWords } from "../../i18n/words";
import { Page } from "../../ui/page";

export function SettingsPage() {
  const say = useWords();
  return <Page title={say("settings.title")}>{null}</Page>;
}

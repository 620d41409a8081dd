import { useWords } from "../../i18n/words";
import { Page } from "../../ui/page";

export function JournalPage() {
  const say = useWords();
  return <Page title={say("journal.title")}>{null}</Page>;
}

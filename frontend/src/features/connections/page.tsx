import { useWords } from "../../i18n/words";
import { Page } from "../../ui/page";

export function ConnectionsPage() {
  const say = useWords();
  return <Page title={say("connections.title")}>{null}</Page>;
}

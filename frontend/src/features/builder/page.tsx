import { useWords } from "../../i18n/words";
import { Page } from "../../ui/page";

export function BuilderPage() {
  const say = useWords();
  return <Page title={say("builder.title")}>{null}</Page>;
}

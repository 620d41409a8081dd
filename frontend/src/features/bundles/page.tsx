import { useWords } from "../../i18n/words";
import { Page } from "../../ui/page";

export function BundlesPage() {
  const say = useWords();
  return <Page title={say("bundles.title")}>{null}</Page>;
}

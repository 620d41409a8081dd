import { useQuery } from "@tanstack/react-query";
import { useWords } from "../../i18n/words";
import { namesQuery } from "./queries";

/** Return how to call the bundle of a row, or the absence of one. */
export function useBundleNames(): (bundle: string | null) => string {
  const say = useWords();
  const { data } = useQuery(namesQuery());
  const byId = new Map(data?.results.map(({ id, name }) => [id, name]));
  return (bundle) =>
    bundle ? (byId.get(bundle) ?? say("journal.gone_bundle")) : say("journal.no_bundle");
}

import { useQuery } from "@tanstack/react-query";
import { everyConnectionQuery, everyGroupQuery } from "../../../api/lists";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { connectorsQuery } from "../queries";
import { useBundleNames } from "../use-bundle-names";
import type { Scope } from "./queries";

/** Return in words which bundles are meant. */
export function useScopeWords({ bundle, group, connection, connector }: Scope): string {
  const say = useWords();
  const format = useFormat();
  const nameOf = useBundleNames();
  const { data: groups } = useQuery(everyGroupQuery());
  const { data: connections } = useQuery(everyConnectionQuery());
  const { data: connectors } = useQuery(connectorsQuery());
  const named = (things: readonly { id: string; name: string }[] = [], id = "") =>
    things.find((thing) => thing.id === id)?.name ?? "…";
  const parts = [
    bundle && say("journal.refresh.of.bundle", { name: nameOf(bundle) }),
    group === "none" && say("journal.filter.no_group"),
    group && group !== "none" && say("journal.refresh.of.group", { name: named(groups, group) }),
    connection && say("journal.refresh.of.connection", { name: named(connections, connection) }),
    connector &&
      say("journal.refresh.of.connector", {
        name: connectors?.results.find(({ slug }) => slug === connector)?.name ?? "…",
      }),
  ].flatMap((part) => part || []);
  return parts.length > 0 ? format.list(parts) : say("journal.refresh.of.all");
}

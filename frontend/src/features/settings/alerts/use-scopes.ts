/** What a rule may be about: everything, a group, a bundle. */
import { useQuery } from "@tanstack/react-query";
import { everyGroupQuery } from "../../../api/lists";
import { useWords } from "../../../i18n/words";
import { scopeOf } from "./model";
import { bundleNamesQuery, type Rule } from "./queries";

/** Return the choices, grouped. */
export function useScopes() {
  const say = useWords();
  const { data: groups } = useQuery(everyGroupQuery());
  const { data: bundles } = useQuery(bundleNamesQuery());
  const choice = (kind: "group" | "bundle") => (one: { id: string; name: string }) => ({
    value: `${kind}:${one.id}`,
    label: one.name,
  });
  const living = (bundles?.results ?? []).filter(({ status }) => status !== "deleted");
  return [
    {
      group: say("settings.alerts.scope.whole"),
      items: [{ value: "all", label: say("settings.alerts.scope.all") }],
    },
    {
      group: say("settings.alerts.scope.groups"),
      items: (groups ?? []).map(choice("group")),
    },
    { group: say("settings.alerts.scope.bundles"), items: living.map(choice("bundle")) },
  ];
}

/** Return the function that names what a rule is about. */
export function useScopeName(): (rule: Rule) => string {
  const scopes = useScopes().flatMap(({ items }) => items);
  return (rule) => scopes.find(({ value }) => value === scopeOf(rule))?.label ?? "";
}

/** What the command palette offers: pages, things to do, and what there is by name. */
import type { SpotlightActionData, SpotlightActionGroupData } from "@mantine/spotlight";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useChooseLanguage, useTheme } from "../../api/choices";
import { api } from "../../api/client";
import { everyConnectionQuery } from "../../api/lists";
import { useMay } from "../../api/me";
import { type Key, LANGUAGES, language, useWords } from "../../i18n/words";
import { ConnectorIcon } from "../../ui/connector-icon";
import { useDoors } from "../../ui/doors";

const PAGES: [to: string, words: Key][] = [
  ["/bundles", "app.nav.bundles"],
  ["/connections", "app.nav.connections"],
  ["/journal", "app.nav.journal"],
  ["/journal/analytics", "app.nav.analytics"],
  ["/settings/workspace", "app.nav.settings"],
  ["/settings/members", "palette.members"],
  ["/settings/tokens", "palette.tokens"],
  ["/settings/alerts", "palette.alerts"],
  ["/settings/privacy", "palette.privacy"],
  ["/settings/account", "app.account.settings"],
  ["/settings/system", "palette.system"],
];

/** Return the actions in groups; names arrive while one already types. */
export function usePaletteActions(): SpotlightActionGroupData[] {
  const say = useWords();
  const groups = [useDeeds(), useGoings(), useBundles(), useConnections()];
  const titles: Key[] = ["palette.do", "palette.go", "app.nav.bundles", "app.nav.connections"];
  return groups.map((actions, at) => ({ group: say(titles[at] ?? "palette.go"), actions }));
}

function useGoings(): SpotlightActionData[] {
  const say = useWords();
  const router = useRouter();
  return PAGES.map(([to, words]) => ({
    id: to,
    label: say(words),
    onClick: () => router.navigate({ to }),
  }));
}

function useDeeds(): SpotlightActionData[] {
  const say = useWords();
  const router = useRouter();
  const doors = useDoors();
  const mayEdit = useMay("editor");
  const chooseLanguage = useChooseLanguage();
  const [, chooseTheme] = useTheme();
  const making = api.useMutation("post", "/api/v1/bundles", {
    onSuccess: ({ id }) => router.navigate({ to: "/bundles/$id", params: { id } }),
  });
  const newBundle = () =>
    making.mutate({
      body: { name: say("palette.bundle_name"), definition: { trigger: {}, steps: [] } },
    });
  const other = language() === "ru" ? "en" : "ru";
  const edits = [
    { id: "new-bundle", label: say("palette.new_bundle"), onClick: newBundle },
    {
      id: "new-connection",
      label: say("palette.new_connection"),
      onClick: () => void doors.addConnection(),
    },
  ];
  return [
    ...(mayEdit ? edits : []),
    {
      id: "language",
      label: `${say("app.language")}: ${LANGUAGES[other]}`,
      onClick: () => void chooseLanguage(other),
    },
    ...(["light", "dark", "auto"] as const).map((scheme) => ({
      id: scheme,
      label: `${say("app.theme.label")}: ${say(`app.theme.${scheme}`)}`,
      onClick: () => chooseTheme(scheme),
    })),
  ];
}

function useBundles(): SpotlightActionData[] {
  const router = useRouter();
  const { data } = useQuery(api.queryOptions("get", "/api/v1/bundles/names"));
  return (data?.results ?? [])
    .filter(({ status }) => status !== "deleted")
    .map(({ id, name }) => ({
      id,
      label: name,
      onClick: () => router.navigate({ to: "/bundles/$id", params: { id } }),
    }));
}

function useConnections(): SpotlightActionData[] {
  const router = useRouter();
  const { data: connections = [] } = useQuery(everyConnectionQuery());
  const { data: services } = useQuery(api.queryOptions("get", "/api/v1/connectors"));
  const names = new Map(services?.results.map(({ slug, name }) => [slug, name]));
  return connections.map(({ id, name, connector }) => ({
    id,
    label: name,
    description: names.get(connector) ?? connector,
    leftSection: <ConnectorIcon slug={connector} name="" size={20} />,
    onClick: () => router.navigate({ to: "/connections", search: { connection: id } }),
  }));
}

/** Which address shows which page; each page comes with its own code and texts. */
import type { QueryClient } from "@tanstack/react-query";
import { createRoute, createRouter, parseSearchWith, redirect } from "@tanstack/react-router";
import { readAnalyticsSearch } from "../features/analytics/search";
import { readBuilderSearch } from "../features/builder/search";
import { readBundlesSearch } from "../features/bundles/search";
import { readConnectionsSearch } from "../features/connections/search";
import { readJournalSearch } from "../features/journal/search";
import { LoadingRows } from "../ui/loading";
import { Broken } from "./broken";
import { Missing } from "./missing";
import { page } from "./page";
import { guestRoutes } from "./routes/guests";
import { settingsRoutes } from "./routes/settings";
import { root, shell } from "./routes/stems";

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: readConnectionsSearch,
  beforeLoad: ({ search }) => {
    // Where the way back from a service's consent page leads.
    if (search.login) throw redirect({ to: "/connections", search });
    throw redirect({ to: "/bundles" });
  },
});

const bundles = createRoute({
  getParentRoute: () => shell,
  path: "/bundles",
  validateSearch: readBundlesSearch,
  component: page(() => import("../features/bundles/page"), "BundlesPage", "bundles"),
});

const builder = createRoute({
  getParentRoute: () => shell,
  path: "/bundles/$id",
  validateSearch: readBuilderSearch,
  component: page(() => import("../features/builder/page"), "BuilderPage", "builder"),
});

const connections = createRoute({
  getParentRoute: () => shell,
  path: "/connections",
  validateSearch: readConnectionsSearch,
  component: page(() => import("../features/connections/page"), "ConnectionsPage", "connections"),
});

const journal = createRoute({
  getParentRoute: () => shell,
  path: "/journal",
  validateSearch: readJournalSearch,
  component: page(() => import("../features/journal/page"), "JournalPage", "journal"),
});

const analytics = createRoute({
  getParentRoute: () => shell,
  path: "/journal/analytics",
  validateSearch: readAnalyticsSearch,
  component: page(() => import("../features/analytics/page"), "AnalyticsPage", "analytics"),
});

const routes = root.addChildren([
  home,
  ...guestRoutes,
  shell.addChildren([bundles, builder, connections, journal, analytics, settingsRoutes]),
]);

export function newRouter(cache: QueryClient) {
  return createRouter({
    routeTree: routes,
    context: { cache },
    scrollRestoration: true,
    // What a page does not read is no part of its address, nor of what it asks the server.
    search: { strict: true },
    parseSearch: parseSearchWith(asWritten),
    defaultPreload: "intent",
    defaultNotFoundComponent: Missing,
    defaultPendingComponent: LoadingRows,
    defaultErrorComponent: Broken,
  });
}

/** Read a part of an address; a long number keeps its digits by staying text. */
function asWritten(text: string): unknown {
  return /^[\d-]/.test(text) ? text : JSON.parse(text);
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof newRouter>;
  }
}

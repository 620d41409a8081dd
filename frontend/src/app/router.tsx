/** Which address shows which page; each page comes with its own code and texts. */
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { settle } from "../api/me";
import { problemOf } from "../api/problems";
import { readBundlesSearch } from "../features/bundles/search";
import { readConnectionsSearch } from "../features/connections/search";
import { readJournalSearch } from "../features/journal/search";
import { readSignInSearch } from "../features/session/search";
import type { Catalog } from "../i18n/catalogs";
import { learn } from "../i18n/words";
import { Failed } from "../ui/failed";
import { LoadingRows } from "../ui/loading";
import { Missing } from "./missing";
import { Shell } from "./shell/shell";

interface Context {
  cache: QueryClient;
}

/** A page whose code and texts are fetched when it is first opened. */
function page<Name extends string>(
  file: () => Promise<{ [name in Name]: () => React.ReactNode }>,
  name: Name,
  ...catalogs: Catalog[]
) {
  return lazyRouteComponent(async () => (await Promise.all([file(), learn(...catalogs)]))[0], name);
}

const root = createRootRouteWithContext<Context>()({
  component: Outlet,
  notFoundComponent: Missing,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: readSignInSearch,
  component: page(() => import("../features/session/sign-in"), "SignIn", "session"),
});

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    try {
      await settle(context.cache);
    } catch (error) {
      if (problemOf(error).status !== 401) throw error;
      throw redirect({ to: "/sign-in", search: { next: location.href } });
    }
  },
});

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: ({ location }) => {
    throw redirect({ to: "/bundles", search: location.search });
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

const settings = createRoute({
  getParentRoute: () => shell,
  path: "/settings",
  component: page(() => import("../features/settings/page"), "SettingsPage", "settings"),
});

const routes = root.addChildren([
  home,
  signIn,
  shell.addChildren([bundles, builder, connections, journal, settings]),
]);

export function newRouter(cache: QueryClient) {
  return createRouter({
    routeTree: routes,
    context: { cache },
    scrollRestoration: true,
    defaultPreload: "intent",
    defaultNotFoundComponent: Missing,
    defaultPendingComponent: LoadingRows,
    defaultErrorComponent: ({ error, reset }) => <Failed error={error} onRetry={reset} />,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof newRouter>;
  }
}

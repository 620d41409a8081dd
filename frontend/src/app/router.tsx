/** Which address shows which page; each page comes with its own code and texts. */
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { settle } from "../api/me";
import { problemOf } from "../api/problems";
import { readBuilderSearch } from "../features/builder/search";
import { readBundlesSearch } from "../features/bundles/search";
import { readConnectionsSearch } from "../features/connections/search";
import { readJournalSearch } from "../features/journal/search";
import { readSignInSearch } from "../features/session/search";
import { Failed } from "../ui/failed";
import { LoadingRows } from "../ui/loading";
import { Missing } from "./missing";
import { Nowhere } from "./nowhere";
import { page } from "./page";
import { Shell } from "./shell/shell";

interface Context {
  cache: QueryClient;
}

const root = createRootRouteWithContext<Context>()({
  component: Outlet,
  notFoundComponent: Nowhere,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: readSignInSearch,
  component: page(() => import("../features/session/sign-in"), "SignIn", "session"),
});

const signUp = createRoute({
  getParentRoute: () => root,
  path: "/sign-up",
  validateSearch: readSignInSearch,
  component: page(() => import("../features/session/sign-up"), "SignUp", "session"),
});

const forgotten = createRoute({
  getParentRoute: () => root,
  path: "/reset-password",
  component: page(() => import("../features/session/forgotten"), "Forgotten", "session"),
});

const newPassword = createRoute({
  getParentRoute: () => root,
  path: "/reset-password/$key",
  component: page(() => import("../features/session/new-password"), "NewPassword", "session"),
});

const confirmEmail = createRoute({
  getParentRoute: () => root,
  path: "/confirm-email/$key",
  component: page(() => import("../features/session/confirm-email"), "ConfirmEmail", "session"),
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

const settings = createRoute({
  getParentRoute: () => shell,
  path: "/settings",
  component: page(() => import("../features/settings/page"), "SettingsPage", "settings"),
});

const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/settings/workspace", replace: true });
  },
});

const workspace = createRoute({
  getParentRoute: () => settings,
  path: "/workspace",
  component: page(() => import("../features/settings/workspace/tab"), "WorkspaceTab", "settings"),
});

const members = createRoute({
  getParentRoute: () => settings,
  path: "/members",
  component: page(() => import("../features/settings/members/tab"), "MembersTab", "settings"),
});

const tokens = createRoute({
  getParentRoute: () => settings,
  path: "/tokens",
  component: page(() => import("../features/settings/tokens/tab"), "TokensTab", "settings"),
});

const alerts = createRoute({
  getParentRoute: () => settings,
  path: "/alerts",
  component: page(() => import("../features/settings/alerts/tab"), "AlertsTab", "settings"),
});

const account = createRoute({
  getParentRoute: () => settings,
  path: "/account",
  component: page(() => import("../features/settings/account/tab"), "AccountTab", "settings"),
});

const system = createRoute({
  getParentRoute: () => settings,
  path: "/system",
  component: page(() => import("../features/settings/system/tab"), "SystemTab", "settings"),
});

const routes = root.addChildren([
  home,
  signIn,
  signUp,
  forgotten,
  newPassword,
  confirmEmail,
  shell.addChildren([
    bundles,
    builder,
    connections,
    journal,
    settings.addChildren([settingsHome, workspace, members, tokens, alerts, account, system]),
  ]),
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

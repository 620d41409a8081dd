/** The settings: a tab has an address of its own. */
import { createRoute, redirect } from "@tanstack/react-router";
import { page } from "../page";
import { shell } from "./stems";

const settings = createRoute({
  getParentRoute: () => shell,
  path: "/settings",
  component: page(() => import("../../features/settings/page"), "SettingsPage", "settings"),
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
  component: page(
    () => import("../../features/settings/workspace/tab"),
    "WorkspaceTab",
    "settings",
  ),
});

const members = createRoute({
  getParentRoute: () => settings,
  path: "/members",
  component: page(() => import("../../features/settings/members/tab"), "MembersTab", "settings"),
});

const tokens = createRoute({
  getParentRoute: () => settings,
  path: "/tokens",
  component: page(() => import("../../features/settings/tokens/tab"), "TokensTab", "settings"),
});

const alerts = createRoute({
  getParentRoute: () => settings,
  path: "/alerts",
  component: page(() => import("../../features/settings/alerts/tab"), "AlertsTab", "settings"),
});

const privacy = createRoute({
  getParentRoute: () => settings,
  path: "/privacy",
  component: page(() => import("../../features/settings/privacy/tab"), "PrivacyTab", "settings"),
});

const account = createRoute({
  getParentRoute: () => settings,
  path: "/account",
  component: page(() => import("../../features/settings/account/tab"), "AccountTab", "settings"),
});

const system = createRoute({
  getParentRoute: () => settings,
  path: "/system",
  component: page(() => import("../../features/settings/system/tab"), "SystemTab", "settings"),
});

export const settingsRoutes = settings.addChildren([
  settingsHome,
  workspace,
  members,
  tokens,
  alerts,
  privacy,
  account,
  system,
]);

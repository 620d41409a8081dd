/** The pages of those who are not signed in. */
import { createRoute } from "@tanstack/react-router";
import { readSignInSearch } from "../../features/session/search";
import { page } from "../page";
import { root } from "./stems";

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: readSignInSearch,
  component: page(() => import("../../features/session/sign-in"), "SignIn", "session"),
});

const signUp = createRoute({
  getParentRoute: () => root,
  path: "/sign-up",
  validateSearch: readSignInSearch,
  component: page(() => import("../../features/session/sign-up"), "SignUp", "session"),
});

const forgotten = createRoute({
  getParentRoute: () => root,
  path: "/reset-password",
  component: page(() => import("../../features/session/forgotten"), "Forgotten", "session"),
});

const newPassword = createRoute({
  getParentRoute: () => root,
  path: "/reset-password/$key",
  component: page(() => import("../../features/session/new-password"), "NewPassword", "session"),
});

const confirmEmail = createRoute({
  getParentRoute: () => root,
  path: "/confirm-email/$key",
  component: page(() => import("../../features/session/confirm-email"), "ConfirmEmail", "session"),
});

export const guestRoutes = [signIn, signUp, forgotten, newPassword, confirmEmail] as const;

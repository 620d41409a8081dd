/** What every route grows from: the root, and the frame for people signed in. */
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, Outlet, redirect } from "@tanstack/react-router";
import { settle } from "../../api/me";
import { problemOf } from "../../api/problems";
import { Nowhere } from "../nowhere";
import { Shell } from "../shell/shell";

interface Context {
  cache: QueryClient;
}

export const root = createRootRouteWithContext<Context>()({
  component: Outlet,
  notFoundComponent: Nowhere,
});

export const shell = createRoute({
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

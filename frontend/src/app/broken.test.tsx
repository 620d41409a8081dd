import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { MantineProvider } from "@mantine/core";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { expect, it, vi } from "vitest";
import { unnamed } from "../api/problems";
import { Broken } from "./broken";

const PATIENCE = { timeout: 10_000 };

/** Open a page that looks so, once what lies before it is done. */
function open(component: () => ReactNode, beforeLoad = () => {}) {
  const root = createRootRoute();
  const page = createRoute({ getParentRoute: () => root, path: "/", beforeLoad, component });
  const router = createRouter({
    routeTree: root.addChildren([page]),
    history: createMemoryHistory(),
    defaultErrorComponent: Broken,
  });
  render(
    <I18nProvider i18n={i18n}>
      <MantineProvider>
        <RouterProvider<typeof router> router={router} />
      </MantineProvider>
    </I18nProvider>,
  );
}

it("opens a page that could not be opened before when it is tried again", async () => {
  let isAway = true;
  open(
    () => <h1>Here</h1>,
    () => {
      if (isAway) throw unnamed(502);
    },
  );
  const again = await screen.findByText("Try again", {}, PATIENCE);

  isAway = false;
  await userEvent.click(again);

  expect(await screen.findByText("Here", {}, PATIENCE)).toBeDefined();
}, 30_000);

it("blames nobody else for a page that broke down", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  open(() => {
    throw new TypeError("x is not a function");
  });

  expect(await screen.findByText(/TypeError: x is not a function/, {}, PATIENCE)).toBeDefined();
  expect(screen.queryByText("Try again")).toBeNull();
}, 30_000);

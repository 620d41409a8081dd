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
import { expect, it } from "vitest";
import { unnamed } from "../api/problems";
import { Broken } from "./broken";

const PATIENCE = { timeout: 10_000 };

it("opens a page that could not be opened before when it is tried again", async () => {
  let isAway = true;
  const root = createRootRoute();
  const page = createRoute({
    getParentRoute: () => root,
    path: "/",
    beforeLoad: () => {
      if (isAway) throw unnamed(502);
    },
    component: () => <h1>Here</h1>,
  });
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
  const again = await screen.findByText("Try again", {}, PATIENCE);

  isAway = false;
  await userEvent.click(again);

  expect(await screen.findByText("Here", {}, PATIENCE)).toBeDefined();
}, 30_000);

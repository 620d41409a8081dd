import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { render, screen } from "@testing-library/react";
import { beforeAll, expect, test } from "vitest";
import { meQuery, type Role } from "../../../api/me";
import { learn } from "../../../i18n/words";
import type { Row } from "../model";
import { connectorsQuery } from "../queries";
import { aRow } from "../testing/a-row";
import { RowLine } from "./row-line";

const ID = "01a20160-16dc-72b2-b5c6-99272ccf3949";

beforeAll(() => learn("bundles"));

/** Show one row to somebody with this role. */
async function show(row: Row, role: Role = "owner") {
  const cache = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  const workspace = { id: ID, name: "Acme", time_zone: "UTC", role, created_at: "2026-03-01" };
  const nobody = { csrf: "", demo: false, token: null, user: null };
  cache.setQueryData(meQuery().queryKey, { ...nobody, workspaces: [workspace] });
  cache.setQueryData(connectorsQuery().queryKey, { results: [] });
  const root = createRootRoute();
  const line = () => <RowLine row={row} groupName={null} isSelected={false} onSelect={() => {}} />;
  const page = createRoute({ getParentRoute: () => root, path: "/bundles", component: line });
  const history = createMemoryHistory({ initialEntries: ["/bundles"] });
  const router = createRouter({ routeTree: root.addChildren([page]), history });
  render(
    <QueryClientProvider client={cache}>
      <I18nProvider i18n={i18n}>
        <MantineProvider>
          <RouterProvider router={router} />
        </MantineProvider>
      </I18nProvider>
    </QueryClientProvider>,
  );
  await screen.findByText(row.name);
}

test("a running bundle says so, tells of today and can be paused", async () => {
  await show(
    aRow({ transactions_today: 128, errors_today: 2, last_run_at: "2026-03-01T00:00:00Z" }),
  );

  expect(screen.getByText("Running")).toBeTruthy();
  expect(screen.getByText("128 today")).toBeTruthy();
  expect(screen.getByText("2 errors").getAttribute("href")).toContain("events=errors");
  expect(screen.getByRole("button", { name: "Pause: Form to list" })).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Start: Form to list" })).toBeNull();
});

test("a blocked bundle tells why, leads to the errors and can be started", async () => {
  const reason = { code: "too_many_timeouts", message: "It timed out.", params: {}, at: "" };
  await show(aRow({ status: "blocked", status_reason: reason }));

  expect(screen.getByText(/It timed out/)).toBeTruthy();
  expect(screen.getByRole("link", { name: "See its errors" })).toBeTruthy();
  expect(screen.getByRole("button", { name: "Start: Form to list" })).toBeTruthy();
});

test("a bundle in the trash can only be restored", async () => {
  await show(aRow({ status: "deleted" }));

  expect(screen.getByRole("button", { name: "Restore “Form to list”" })).toBeTruthy();
  expect(screen.queryByRole("button", { name: /Start|Pause|More/ })).toBeNull();
});

test("a draft and unpublished changes have their marks, and what waits is counted", async () => {
  await show(aRow({ status: "paused", changed: true, waiting: { count: 7, since: null } }));

  expect(screen.getByText("Unpublished changes")).toBeTruthy();
  expect(screen.getByRole("button", { name: "7 events wait" })).toBeTruthy();
});

test("who may only look is offered nothing to change", async () => {
  await show(aRow(), "viewer");

  expect(screen.queryByRole("checkbox")).toBeNull();
  expect(screen.queryByRole("button")).toBeNull();
  expect(screen.getByRole("link", { name: "Look at it: Form to list" })).toBeTruthy();
});

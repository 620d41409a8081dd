import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { JsonTree } from "./json-tree";

const FORM = { Name: "Anna", order: { items: [{ sku: "A" }] }, agreed: true };

function show(value: unknown, onPick?: (path: string, value: unknown) => void) {
  render(
    <I18nProvider i18n={i18n}>
      <MantineProvider env="test">
        <JsonTree value={value} path="trigger" {...(onPick ? { onPick } : {})} />
      </MantineProvider>
    </I18nProvider>,
  );
}

it("opens and walks by keyboard", async () => {
  show(FORM);

  await userEvent.tab();
  await userEvent.tab();
  await userEvent.tab();
  await userEvent.keyboard("{ArrowDown}{ArrowRight}{ArrowDown}");

  expect(screen.getByRole("treeitem", { name: "items: 1 item" })).toHaveProperty(
    "ariaExpanded",
    "false",
  );
  expect(document.activeElement?.getAttribute("aria-label")).toBe("items: 1 item");
});

it("hands over the path and value that were picked", async () => {
  const picked: unknown[] = [];
  show(FORM, (...what) => picked.push(what));

  await userEvent.click(screen.getByText("Anna"));

  expect(picked).toEqual([["trigger.Name", "Anna"]]);
});

it("shows a long list piece by piece", async () => {
  show(Array.from({ length: 120 }, (_, at) => at));

  expect(screen.getAllByRole("treeitem")).toHaveLength(50);
  await userEvent.click(screen.getByRole("button", { name: "70 more" }));

  expect(screen.getAllByRole("treeitem")).toHaveLength(100);
});

it("folds a long text and shows it whole when asked", async () => {
  show({ text: `${"x".repeat(400)} the end` });

  expect(screen.queryByText(/the end/)).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "show all 408 characters" }));

  expect(screen.getByText(/the end/)).toBeTruthy();
});

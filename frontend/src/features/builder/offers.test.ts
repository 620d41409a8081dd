import { expect, test } from "vitest";
import { matching } from "./offers";

const LETTER = { key: "letter", label: "Send a letter", help: "To one person" };
const LIST = { key: "list", label: "Subscribe", help: "Adds to a list" };
const GROUPS = [
  { name: "Unisender", offers: [LETTER, LIST] },
  { name: "HTTP", offers: [{ key: "request", label: "Send a request", help: "" }] },
];

test("every word has to stand in a name, its help or its group, whatever the case", () => {
  expect(matching(GROUPS, "unisender LIST")).toEqual([{ name: "Unisender", offers: [LIST] }]);
  expect(matching(GROUPS, "send").map(({ name }) => name)).toEqual(["Unisender", "HTTP"]);
});

test("without words all of it is offered, and groups without anything are not", () => {
  expect(matching(GROUPS, " ")).toEqual(GROUPS);
  expect(matching([{ name: "Empty", offers: [] }], "")).toEqual([]);
});

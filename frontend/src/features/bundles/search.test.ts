import { expect, test } from "vitest";
import { readBundlesSearch } from "./search";

test("an address keeps what is searched for and both tabs", () => {
  const group = "01a20160-16dc-72b2-b5c6-99272ccf3949";
  const said = { search: "amo", group, status: "blocked" };

  expect(readBundlesSearch(said)).toEqual(said);
});

test("what an address may not say is left out", () => {
  const said = { search: " ", group: "leads", status: "asleep", colour: "red" };

  expect(readBundlesSearch(said)).toEqual({});
});

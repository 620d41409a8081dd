import { expect, test } from "vitest";
import { isOld, type News, touchedBy } from "./touched";

const BUNDLES = ["get", "/api/v1/bundles", "rows", {}];
const COUNTS = ["get", "/api/v1/bundles/counts", {}];
const bundle = (id: string, more = "") => [
  "get",
  `/api/v1/bundles/{id}${more}`,
  { params: { path: { id } } },
];
const changed = (ids: string[], all = false): News => ({ bundles: { ids, all } });

test("a changed bundle makes its own answers and the lists old, not those of others", () => {
  const old = touchedBy(changed(["one"]));

  expect(isOld(old, bundle("one", "/waiting"))).toBe(true);
  expect(isOld(old, BUNDLES)).toBe(true);
  expect(isOld(old, COUNTS)).toBe(true);
  expect(isOld(old, bundle("two"))).toBe(false);
  expect(isOld(old, ["get", "/api/v1/connections"])).toBe(false);
});

test("when any bundle may have changed all answers about bundles are old", () => {
  expect(isOld(touchedBy(changed([], true)), bundle("two"))).toBe(true);
});

test("nothing is old when a list of changes is empty", () => {
  expect(isOld(touchedBy(changed([])), BUNDLES)).toBe(false);
});

test("what was old stays old when more comes", () => {
  const old = touchedBy({ connections: { ids: ["c"], all: false } }, touchedBy(changed(["one"])));

  expect(isOld(old, bundle("one"))).toBe(true);
  expect(isOld(old, ["get", "/api/v1/connections"])).toBe(true);
});

test("a reset makes everything old but who one is and what is being read in the journal", () => {
  const old = touchedBy({ reset: true });

  expect(isOld(old, ["get", "/api/v1/alerts/rules"])).toBe(true);
  expect(isOld(old, ["get", "/api/v1/me", {}])).toBe(false);
  expect(isOld(old, ["journal", {}])).toBe(false);
});

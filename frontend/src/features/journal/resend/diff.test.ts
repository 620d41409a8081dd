import { expect, test } from "vitest";
import { differencesOf } from "./diff";

const shape = (old: unknown, fresh: unknown) =>
  differencesOf(old, fresh).map(({ path, kind }) => `${path} ${kind}`);

test("every part is told by its own place, however deep", () => {
  const old = { email: "a", deal: { sum: 1, tags: ["x", "y"] } };
  const fresh = { email: "a", deal: { sum: 2, tags: ["x"] } };

  expect(shape(old, fresh)).toEqual([
    "email same",
    "deal.sum changed",
    "deal.tags[0] same",
    "deal.tags[1] removed",
  ]);
});

test("what is gone stands where it stood", () => {
  expect(shape({ a: 1, b: 2, c: 3 }, { a: 1, c: 3, d: 4 })).toEqual([
    "a same",
    "b removed",
    "c same",
    "d added",
  ]);
});

test("a number is not its text, and nothing is not an empty text", () => {
  expect(shape({ a: 1 }, { a: "1" })).toEqual(["a changed"]);
  expect(shape({ a: null }, { a: "" })).toEqual(["a changed"]);
});

test("empty lists and objects are parts too", () => {
  expect(shape({ a: [] }, { a: {} })).toEqual(["a changed"]);
});

test("values without parts are compared as they are", () => {
  expect(shape("a", "b")).toEqual([" changed"]);
  expect(shape(null, { a: 1 })).toEqual(["a added"]);
  expect(shape(null, null)).toEqual([]);
});

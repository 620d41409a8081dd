import { expect, it } from "vitest";
import { isTwice, newRow, objectOf, rowsFor } from "./rows";

it("leaves out rows without a name, and the second of a name", () => {
  const rows = [newRow("a", "1"), newRow("", "2"), newRow("a", "3"), newRow("b")];

  expect(objectOf(rows)).toEqual({ a: "1", b: "" });
  expect(rows.map((row) => isTwice(rows, row))).toEqual([false, false, true, false]);
});

it("keeps the rows at hand while they still make the value", () => {
  const rows = [newRow("a", "1"), newRow()];

  expect(rowsFor(rows, { a: "1" })).toBe(rows);
  expect(rowsFor(rows, { a: "2" }).map(({ value }) => value)).toEqual(["2"]);
});

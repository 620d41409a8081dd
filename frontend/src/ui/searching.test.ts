import { expect, test } from "vitest";
import { asking, narrowed } from "./searching";

const OPTIONS = [
  { value: "1", label: "Семён Королёв" },
  { group: "Amo", items: [{ value: "2", label: "amoCRM" }] },
  { group: "Other", items: [{ value: "3", label: "Королева" }] },
];

const found = (search: string, limit = 10) =>
  narrowed({ options: OPTIONS, search, limit }).flatMap((one) =>
    "group" in one ? one.items.map(({ value }) => value) : [one.value],
  );

test("case, ё and the order of words are no matter", () => {
  expect(asking("королев  СЕМЕН")("Семён Королёв")).toBe(true);
  expect(asking("Семён")("семен")).toBe(true);
  expect(asking("Семён Иванов")("семен")).toBe(false);
  expect(asking(" ")("")).toBe(true);
});

test("options are found as people search, groups without any are not shown", () => {
  expect(found("КОРОЛЕВ")).toEqual(["1", "3"]);
  expect(narrowed({ options: OPTIONS, search: "AMO", limit: 10 })).toEqual([OPTIONS[1]]);
  expect(found("", 2)).toEqual(["1", "2"]);
});

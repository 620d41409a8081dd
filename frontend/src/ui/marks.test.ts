import { expect, test } from "vitest";
import { partsOf } from "./marks";

const shown = (text: string, term: string) =>
  partsOf(text, term)
    .map(({ part, isHit }) => (isHit ? `[${part}]` : part))
    .join("");

test("a term is marked wherever it stands, whatever its case", () => {
  expect(shown("Anna and anna", "ANNA")).toBe("[Anna] and [anna]");
  expect(shown("Семён, семен", "СЕМЁН")).toBe("[Семён], [семен]");
});

test("letters that mean something to a pattern are letters", () => {
  expect(shown("a.b (c) a+b", "a+b")).toBe("a.b (c) [a+b]");
});

test("a text without the term stays whole", () => {
  expect(partsOf("Anna", "boris")).toEqual([{ at: 0, part: "Anna", isHit: false }]);
});

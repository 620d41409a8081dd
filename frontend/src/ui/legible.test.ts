import { expect, test } from "vitest";
import { legible } from "./legible";

test.each([
  [
    String.raw`{"error": "\u041d\u0435\u0442 \u0442\u0430\u043a\u043e\u0433\u043e"}`,
    '{"error": "Нет такого"}',
  ],
  [String.raw`{"error": "\u041d\u0435\u0442`, '{"error": "Нет'],
  [String.raw`"\ud83d\ude00"`, '"😀"'],
])("an answer shows its letters: %s", (answer, shown) => {
  expect(legible(answer)).toBe(shown);
});

test.each([String.raw`"\u0022\u005c\u000a\u202e"`, String.raw`"C:\\u0431"`, "<h1>502</h1>"])(
  "what is no letter, or is meant as it stands, stays: %s",
  (answer) => {
    expect(legible(answer)).toBe(answer);
  },
);

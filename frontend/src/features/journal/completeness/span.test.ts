import { expect, test } from "vitest";
import { dayIn, spanOf } from "./span";

test("seven days back end today, over the end of a month", () => {
  expect(spanOf("last_7_days", "2026-12-01")).toEqual({ from: "2026-11-24", to: "2026-12-01" });
  expect(spanOf("last_30_days", "2026-12-01")).toEqual({ from: "2026-11-01", to: "2026-12-01" });
});

test("yesterday is one day", () => {
  expect(spanOf("yesterday", "2026-03-01")).toEqual({ from: "2026-02-28", to: "2026-02-28" });
});

test("it is another day already further east", () => {
  const evening = new Date("2026-11-22T22:30:00Z");

  expect(dayIn("UTC", evening)).toBe("2026-11-22");
  expect(dayIn("Europe/Moscow", evening)).toBe("2026-11-23");
});

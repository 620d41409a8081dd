import { expect, it } from "vitest";
import { readSpan, UNITS, writeSpan } from "./span";

it("reads back what it wrote in every unit", () => {
  for (const unit of UNITS) {
    expect(readSpan(writeSpan({ amount: 3, unit }))).toEqual({ amount: 3, unit });
  }
});

it("says plain seconds in the largest unit that fits", () => {
  expect(readSpan(7200)).toEqual({ amount: 2, unit: "hours" });
  expect(readSpan("90")).toEqual({ amount: 90, unit: "seconds" });
});

it("leaves mapped and mixed lengths to the text", () => {
  expect(readSpan("{{ trigger.wait }}")).toBeNull();
  expect(readSpan("P1DT2H")).toBeNull();
});

import { expect, it } from "vitest";
import { lastMoment } from "./lifetimes";

const NOON = new Date("2026-11-22T12:00:00Z");

it("ends a token so many days from now, or never", () => {
  expect(lastMoment("30", NOON)).toBe("2026-12-22T12:00:00.000Z");
  expect(lastMoment("forever", NOON)).toBeNull();
});

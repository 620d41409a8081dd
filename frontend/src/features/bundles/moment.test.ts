import { expect, test } from "vitest";
import { momentOf, onTheWall } from "./moment";

test("a moment is shown as the clock of the workspace shows it", () => {
  expect(onTheWall(new Date("2026-03-01T21:30:00Z"), "Europe/Moscow")).toBe("2026-03-02T00:30");
});

test.each([
  ["2026-03-02T00:30", "Europe/Moscow", "2026-03-01T21:30:00.000Z"],
  ["2026-03-29T04:00", "Europe/Berlin", "2026-03-29T02:00:00.000Z"],
  ["2026-01-10T12:00", "UTC", "2026-01-10T12:00:00.000Z"],
])("what is written down as %s in %s is one moment", (wall, zone, moment) => {
  expect(momentOf(wall, zone)?.toISOString()).toBe(moment);
});

test("what is no time is none", () => {
  expect(momentOf("soon", "UTC")).toBeNull();
});

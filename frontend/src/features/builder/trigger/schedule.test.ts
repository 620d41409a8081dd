import { expect, test } from "vitest";
import { dropEmpty, everyOf, presetOf, withPreset } from "./schedule";

test("a schedule is told by what it says", () => {
  expect(presetOf(null, true)).toBe("every");
  expect(presetOf(null, false)).toBe("none");
  expect(presetOf({ cron: "* * * * *" }, false)).toBe("cron");
  expect(presetOf({ at: ["09:00"], weekdays: [1] }, false)).toBe("times");
  expect(presetOf({ at: "2026-12-01" }, false)).toBe("dates");
  expect(presetOf({ between: ["09:00", "18:00"] }, true)).toBe("every");
  expect(presetOf({ days: [1] }, false)).toBe("times");
});

test("polls happen each five minutes when nobody said how often", () => {
  expect(everyOf(null)).toBe(300);
  expect(everyOf({ every: 60 })).toBe(60);
});

test("another preset keeps the days and the time zone", () => {
  const every = {
    every: 600,
    weekdays: [1, 2],
    between: ["09:00", "18:00"] as [string, string],
    time_zone: "Asia/Omsk",
  };
  expect(withPreset(every, "times")).toEqual({
    at: ["09:00"],
    weekdays: [1, 2],
    time_zone: "Asia/Omsk",
  });
  expect(withPreset(every, "cron")).toEqual({ cron: "0 9 * * 1-5", time_zone: "Asia/Omsk" });
  expect(withPreset(every, "none")).toBeNull();
});

test("empty lists of days say nothing", () => {
  expect(dropEmpty({ every: 60, weekdays: [], days: [1] })).toEqual({ every: 60, days: [1] });
});

import { expect, test } from "vitest";
import { presetOf, readDelay, retryOf, withDelays } from "./retry";

test("a delay is read as people write it, in both languages", () => {
  expect(["45", "30 s", "5 min", "2 ч", "1,5 ч", "1 день"].map(readDelay)).toEqual([
    45, 30, 300, 7200, 5400, 86_400,
  ]);
});

test("what is no delay, or longer than three days, is none", () => {
  expect(["soon", "", "5 weeks", "4 d", "-1"].map(readDelay)).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
});

test("delays tell which preset they are", () => {
  expect(presetOf(undefined)).toBe("usual");
  expect(presetOf([])).toBe("never");
  expect(presetOf([5, 30, 300])).toBe("short");
  expect(presetOf({ give_up_after: "PT1H" })).toBe("own");
});

test("each preset means delays that tell it again", () => {
  for (const preset of ["usual", "short", "never", "own"] as const)
    expect(presetOf(retryOf(preset, [5, 30, 300]))).toBe(preset);
});

test("other delays keep when to give up", () => {
  expect(withDelays({ delays: [1], give_up_after: "PT1H" }, [2])).toEqual({
    delays: [2],
    give_up_after: "PT1H",
  });
});

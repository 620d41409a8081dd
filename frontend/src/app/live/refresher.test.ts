import type { InvalidateQueryFilters } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { newRefresher } from "./refresher";

let asked: number;
const cache = {
  invalidateQueries: async (_: InvalidateQueryFilters = {}) => {
    asked += 1;
  },
};
const one = { bundles: { ids: ["one"], all: false } };

beforeEach(() => {
  asked = 0;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("the first news are acted on at once, the next ones together a second later", async () => {
  const refresh = newRefresher(cache);

  refresh(one);
  refresh(one);
  refresh(one);

  expect(asked).toBe(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toBe(2);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked).toBe(2);
});

test("news of nothing ask nothing", () => {
  newRefresher(cache)({ bundles: { ids: [], all: false } });

  expect(asked).toBe(0);
});

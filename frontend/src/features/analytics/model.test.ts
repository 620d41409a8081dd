import { describe, expect, it } from "vitest";
import {
  allOf,
  changeOf,
  concerns,
  errorShare,
  isNothing,
  layersOf,
  linesOf,
  lookAt,
  OTHERS,
  rowsBehind,
  rowsFilter,
} from "./model";
import { aCount, aFrame, aVolume } from "./testing/frames";

const ID = "0192f0c1-6d4e-7abc-8def-0123456789ab";
const GONE = "0192f0c1-6d4e-7abc-8def-0123456789ac";
const TODAY = "2026-12-01";

describe("the layers of a chart", () => {
  const words = { whole: "Transactions", others: "Others", gone: "Deleted" };

  it("are the bundles and the rest of them", () => {
    const stacks = [
      { bundle: ID, name: "Orders", values: [1, 2] },
      { bundle: GONE, name: null, values: [1, 1] },
      { bundle: null, name: null, values: [2, 2] },
    ];

    expect(layersOf(stacks, [], words)).toEqual([
      { id: ID, name: "Orders", values: [1, 2], rows: { bundle: ID } },
      { id: GONE, name: "Deleted", values: [1, 1], rows: { bundle: GONE } },
      { id: OTHERS, name: "Others", values: [2, 2] },
    ]);
  });

  it("are one where bundles are not told apart", () => {
    expect(layersOf([], [3, 4], words)).toEqual([
      { id: "whole", name: "Transactions", values: [3, 4] },
    ]);
  });
});

describe("the lines of the table", () => {
  const counts = aFrame("week", [
    { start: "2026-11-18", end: "2026-11-22", ...aCount({ transactions: 5 }) },
    { start: "2026-11-23", end: "2026-11-29", ...aCount({ transactions: 7 }) },
  ]);

  it("join both answers, newest first, and mark what is no whole week", () => {
    const volume = aFrame("week", [
      { start: "2026-11-23", end: "2026-11-29", ...aVolume({ bytes_in: 90 }) },
    ]);

    const lines = linesOf(counts, volume, { by: "week", today: TODAY });

    expect(lines.map(({ span }) => span.from)).toEqual(["2026-11-23", "2026-11-18"]);
    expect(lines.map(({ isPartial }) => isPartial)).toEqual([false, true]);
    expect(lines.map(({ volume: found }) => found?.bytes_in)).toEqual([90, undefined]);
  });

  it("are there when only one of the answers came", () => {
    const [line] = linesOf(counts, undefined, { by: "week", today: TODAY });

    expect(line).toMatchObject({ counts: { transactions: 7 }, volume: undefined });
  });
});

describe("shares and changes", () => {
  it("are of the runs; there is none without runs", () => {
    expect(errorShare(aCount({ runs: 200, errors: 3 }))).toBe(0.015);
    expect(errorShare(aCount({ runs: null, errors: 3 }))).toBeNull();
  });

  it("compare with the number before, unless there was nothing", () => {
    expect(changeOf(150, 100)).toBe(0.5);
    expect(changeOf(150, 0)).toBeNull();
  });
});

describe("nothing at all", () => {
  it("is no run, no byte and no poll", () => {
    expect(isNothing({ ...aCount({}), ...aVolume({}) })).toBe(true);
    expect(isNothing({ ...aCount({}), ...aVolume({ polls_empty: 1 }) })).toBe(false);
    expect(isNothing(aCount({ runs: null, errors: 2 }))).toBe(false);
  });
});

describe("drilling down", () => {
  it("leads to the days that the journal still has", () => {
    const week = { from: "2026-09-28", to: "2026-10-04" };

    expect(rowsBehind(week, { bundle: ID, events: "errors" }, TODAY)).toEqual({
      from: "2026-10-01",
      to: "2026-10-04",
      bundle: ID,
      events: "errors",
    });
    expect(rowsBehind({ from: "2026-08-01", to: "2026-08-31" }, {}, TODAY)).toBeNull();
  });

  it("narrows to one of the biggest; what belongs to no group can be looked at too", () => {
    expect(lookAt("bundle", ID)).toEqual({ bundle: ID, of: "connection" });
    expect(lookAt("group", null)).toEqual({ group: "none" });
    expect(lookAt("connection", null)).toBeNull();
    expect(lookAt("bundle", OTHERS)).toBeNull();
  });

  it("finds the rows of one of the biggest, but of those that belong to no service", () => {
    expect(rowsFilter("connector", "amocrm")).toEqual({ connector: "amocrm" });
    expect(rowsFilter("connection", ID)).toEqual({ connection: ID });
    expect(rowsFilter("connector", null)).toBeNull();
  });
});

describe("news of the journal", () => {
  const row = { bundle: ID };

  it("concern what is looked at when a run of its bundle ended", () => {
    expect(concerns({ rows: [row], more: 0 }, { bundle: ID })).toBe(true);
    expect(concerns({ rows: [row], more: 0 }, { bundle: GONE })).toBe(false);
    expect(concerns({ rows: [row], more: 0 }, {})).toBe(true);
  });

  it("may concern it when not all of them are told", () => {
    expect(concerns({ rows: [row], more: 5 }, { bundle: GONE })).toBe(true);
    expect(concerns(null, { bundle: GONE })).toBe(true);
  });
});

describe("the biggest", () => {
  it("end with all others together", () => {
    const others = {
      ...aVolume({}),
      transactions: 1,
      runs: 1,
      errors: 0,
    };
    const days = { from: TODAY, to: TODAY, of: "bundle" as const };

    expect(allOf({ ...days, results: [], others }).map(({ id }) => id)).toEqual([OTHERS]);
    expect(allOf({ ...days, results: [], others: null })).toEqual([]);
  });
});

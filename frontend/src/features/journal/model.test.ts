import { describe, expect, it } from "vitest";
import { belongs, isMoment, mentions, neighbours, storyOf, tally } from "./model";
import type { FullRow, StepRow } from "./queries";
import { aRow } from "./testing/a-row";

function aStep(id: string, status: string): StepRow {
  return {
    id,
    path: id,
    kind: "action",
    connector: null,
    connection: null,
    status,
    input: null,
    output: null,
    attempts: [],
    error: null,
    kept: false,
  };
}

describe("lines of the journal", () => {
  it("know what stands before and after an open row", () => {
    const rows = ["a", "b", "c"].map((id) => aRow({ id }));

    expect(neighbours(rows, "b")).toEqual({ newer: "a", older: "c" });
    expect(neighbours(rows, "a")).toEqual({ newer: undefined, older: "b" });
    expect(neighbours(rows, "gone")).toEqual({});
  });

  it("count steps by how they ended", () => {
    const steps = ["succeeded", "failed", "succeeded"].map((status) => ({ id: "x", status }));

    expect(tally(steps)).toEqual([
      ["succeeded", 2],
      ["failed", 1],
    ]);
  });
});

describe("the sentence about a run", () => {
  const whole = (row: Partial<FullRow>): FullRow => ({
    ...aRow(),
    trigger: {},
    capped: false,
    masked: false,
    confidential: false,
    erased: false,
    on_its_way: null,
    params: {},
    attempt_rows: [],
    ...row,
    steps: row.steps ?? [],
  });

  it("names the step that failed, not one that failed before it and was rescued", () => {
    const steps = [aStep("first", "failed"), aStep("last", "failed")];

    const story = storyOf(whole({ status: "failed", steps }), ({ id }) => id ?? "");

    expect(story).toMatchObject({ key: "journal.story.failed", values: { step: "last" } });
  });

  it("names the filter that let nothing pass", () => {
    const steps = [aStep("only", "filtered")];

    const story = storyOf(whole({ status: "filtered", steps }), ({ id }) => id ?? "");

    expect(story.values).toMatchObject({ step: "only", hasStep: "yes" });
  });
});

describe("a new row", () => {
  it("belongs to a list that shows its sort and its bundle", () => {
    const failed = aRow({ status: "failed" });

    expect(belongs(failed, {})).toBe(true);
    expect(belongs(failed, { events: "errors", bundle: "bundle" })).toBe(true);
    expect(belongs(failed, { events: "data" })).toBe(false);
    expect(belongs(failed, { bundle: "other" })).toBe(false);
  });

  it("never belongs to days that are over", () => {
    expect(belongs(aRow(), { period: "yesterday" })).toBe(false);
    expect(belongs(aRow(), { from: "2026-11-01", to: "2026-11-20" })).toBe(false);
  });

  it("is the server's to judge where the filter looks into the data", () => {
    expect(belongs(aRow(), { search: "anna" })).toBeNull();
    expect(belongs(aRow(), { group: "none" })).toBeNull();
  });
});

describe("data", () => {
  it("mentions a term wherever it stands, whatever its case", () => {
    expect(mentions({ a: [{ name: "Anna" }] }, "anna")).toBe(true);
    expect(mentions({ a: "Семён" }, "СЕМЕН")).toBe(true);
    expect(mentions({ a: 1 }, "anna")).toBe(false);
  });

  it("mentions nothing where nothing was searched for", () => {
    expect(mentions({ a: 1 }, undefined)).toBe(false);
    expect(mentions(null, "null")).toBe(false);
  });
});

it.each(["2026-11-22T21:00:00+00:00", "2026-11-22T21:00:00.5Z"])("takes %s for a moment", (key) => {
  expect(isMoment(key)).toBe(true);
});

it.each([null, "2026-11-22", "order 2026-11-22T21:00:00Z"])("takes %s for no moment", (key) => {
  expect(isMoment(key)).toBe(false);
});

import { describe, expect, it } from "vitest";
import { foundIn, laidOut, lineAt } from "./found";
import type { LightRow, RowsPage } from "./queries";
import { aRow } from "./testing/a-row";

const dayOf = (moment: string) => moment.slice(0, 10);

function rowsOf(...moments: string[]): LightRow[] {
  return moments.map((finished_at, at) => aRow({ id: `${at}`, finished_at }));
}

function shape(rows: LightRow[], alsoFrom: number | null = null): string[] {
  const layout = laidOut({ rows, alsoFrom }, dayOf);
  return Array.from({ length: layout.count }, (_, at) => {
    const line = lineAt(layout, at);
    return line?.kind === "row" ? line.row.id : line?.kind === "day" ? line.day : "also";
  });
}

function aPage(by: "key" | "text" | null, ids: string[]): RowsPage {
  const search = by && { by, searched_to: null, done: false };
  return { results: ids.map((id) => aRow({ id })), next: null, previous: null, search };
}

describe("lines of the journal", () => {
  it("begin with a heading wherever another day begins", () => {
    const rows = rowsOf("2026-11-22T10:00Z", "2026-11-22T09:00Z", "2026-11-20T09:00Z");

    expect(shape(rows)).toEqual(["2026-11-22", "0", "1", "2026-11-20", "2"]);
  });

  it("tell what is only mentioned from what is known by the term, each under its days", () => {
    const rows = rowsOf("2026-11-22T10:00Z", "2026-11-22T11:00Z", "2026-11-21T09:00Z");

    expect(shape(rows, 1)).toEqual([
      "2026-11-22",
      "0",
      "also",
      "2026-11-22",
      "1",
      "2026-11-21",
      "2",
    ]);
  });

  it("have keys of their own, even where a day stands twice", () => {
    const rows = rowsOf("2026-11-22T10:00Z", "2026-11-22T11:00Z");
    const layout = laidOut({ rows, alsoFrom: 1 }, dayOf);

    const keys = Array.from({ length: layout.count }, (_, at) => lineAt(layout, at)?.key);

    expect(new Set(keys).size).toBe(layout.count);
  });

  it("are none where there are no rows", () => {
    expect(shape([])).toEqual([]);
    expect(lineAt(laidOut({ rows: [], alsoFrom: null }, dayOf), 0)).toBeUndefined();
  });

  it("ask only a few rows for their day, however many there are", () => {
    const rows = Array.from({ length: 50_000 }, (_, at) =>
      aRow({ id: `${at}`, finished_at: new Date(1.79e12 - at * 60_000).toISOString() }),
    );
    let asked = 0;

    laidOut({ rows, alsoFrom: null }, (moment) => {
      asked += 1;
      return dayOf(moment);
    });

    expect(asked).toBeLessThan(1_000);
  });
});

describe("what a search has found", () => {
  it("begins to be mere mentions where pages of the second kind begin", () => {
    const found = foundIn([aPage("key", ["a", "b"]), aPage("text", []), aPage("text", ["c"])]);

    expect(found.rows.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect(found.alsoFrom).toBe(2);
  });

  it("needs no divider where there is only one kind", () => {
    expect(foundIn([aPage("text", ["a"])]).alsoFrom).toBeNull();
    expect(foundIn([aPage("key", ["a"]), aPage("text", [])]).alsoFrom).toBeNull();
    expect(foundIn([aPage(null, ["a"])]).search).toBeNull();
  });
});

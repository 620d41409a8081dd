/** What a list or a search has brought so far, and how it is laid out: pure, no React. */
import type { LightRow, RowsPage } from "./queries";

export interface Found {
  rows: readonly LightRow[];
  /** The first row that has the term only somewhere in its data, where others have it as a key. */
  alsoFrom: number | null;
  /** How far the search has come; null for a list that searches nothing. */
  search: RowsPage["search"];
}

/** Put pages together: what is known by the term first, then what only mentions it. */
export function foundIn(pages: readonly RowsPage[]): Found {
  const rows = pages.flatMap((page) => page.results);
  const firstText = pages.findIndex((page) => page.search?.by === "text");
  const before = pages.slice(0, Math.max(firstText, 0));
  const known = before.reduce((sum, page) => sum + page.results.length, 0);
  return {
    rows,
    alsoFrom: known > 0 && known < rows.length ? known : null,
    search: pages.at(-1)?.search ?? null,
  };
}

/** One line of the list: the heading of a day, where other hits begin, or a row. */
export type Line =
  | { kind: "day"; key: string; day: string }
  | { kind: "also"; key: string }
  | { kind: "row"; key: string; row: LightRow };

type Heading = { at: number } & Exclude<Line, { kind: "row" }>;

export interface Layout {
  rows: readonly LightRow[];
  headings: readonly Heading[];
  count: number;
}

/** Put each day's heading before its rows; `dayOf` names the day of a moment. */
export function laidOut(
  { rows, alsoFrom }: Pick<Found, "rows" | "alsoFrom">,
  dayOf: (moment: string) => string,
): Layout {
  const headings: Heading[] = [];
  const head = (row: number, line: Exclude<Line, { kind: "row" }>) =>
    headings.push({ ...line, at: row + headings.length });
  const days = (from: number, to: number) => {
    for (const [row, day] of daysOf(rows, dayOf, { from, to })) {
      head(row, { kind: "day", key: `${from} ${day}`, day });
    }
  };
  days(0, alsoFrom ?? rows.length);
  if (alsoFrom !== null) {
    head(alsoFrom, { kind: "also", key: "also" });
    days(alsoFrom, rows.length);
  }
  return { rows, headings, count: rows.length + headings.length };
}

/** Return what stands at a line. */
export function lineAt({ rows, headings }: Layout, at: number): Line | undefined {
  const above = partition(headings.length, (one) => (headings[one]?.at ?? 0) <= at);
  const heading = headings[above - 1];
  if (heading?.at === at) return heading;
  const row = rows[at - above];
  return row && { kind: "row", key: row.id, row };
}

/**
 * Walk from day to day. Rows stand newest first, so the end of a day is found by halving: to ask
 * each of 100,000 rows for its day would hold the page up whenever more of them come.
 */
function* daysOf(
  rows: readonly LightRow[],
  dayOf: (moment: string) => string,
  { from, to }: { from: number; to: number },
): Generator<[row: number, day: string]> {
  const dayAt = (at: number) => dayOf(rows[at]?.finished_at ?? "");
  let at = from;
  while (at < to) {
    const first = at;
    const day = dayAt(first);
    yield [first, day];
    at = first + partition(to - first, (one) => dayAt(first + one) === day);
  }
}

/** Return how many of the first numbers hold, where those that hold stand before all others. */
function partition(count: number, holds: (at: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

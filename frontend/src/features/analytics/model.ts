/** The server's numbers made ready for the screen: pure, no React. */

import { inJournal, isPartial, type Span } from "./days";
import type { Counts, TopFrame, TopRow, TransactionsFrame, Volume, VolumeFrame } from "./queries";
import type { AnalyticsSearch, Cut, Sort, Subject } from "./search";

/** One layer of a chart: a bundle, or a sort of data. */
export interface Layer {
  id: string;
  name: string;
  values: readonly number[];
  /** How the journal is narrowed to the rows it counts; null where it counts none. */
  rows?: Narrowing | null;
}

/** One line of the table behind the charts. */
export interface Line {
  span: Span;
  isPartial: boolean;
  counts?: Counts;
  volume?: Volume;
}

export const OTHERS = "others";

interface Stack {
  bundle: string | null;
  name: string | null;
  values: readonly number[];
}

interface LayerWords {
  whole: string;
  others: string;
  gone: string;
}

/** Return the layers of what the bundles did, biggest first; one of all where they are not told apart. */
export function layersOf(
  stacks: readonly Stack[],
  whole: readonly number[],
  words: LayerWords,
): Layer[] {
  if (stacks.length === 0) return [{ id: "whole", name: words.whole, values: whole }];
  return stacks.map(({ bundle, name, values }) =>
    bundle === null
      ? { id: OTHERS, name: words.others, values }
      : { id: bundle, name: name ?? words.gone, values, rows: { bundle } },
  );
}

export function sumOf({ values }: Pick<Layer, "values">): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Return which part of the runs failed; null without runs. */
export function errorShare(counts: Counts): number | null {
  return counts.runs ? counts.errors / counts.runs : null;
}

/** Join both answers to lines, newest first. */
export function linesOf(
  counts: TransactionsFrame | undefined,
  volume: VolumeFrame | undefined,
  { by, today }: { by: Cut; today: string },
): Line[] {
  const volumes = new Map(volume?.buckets.map((piece) => [piece.start, piece]));
  const countsOf = new Map(counts?.buckets.map((piece) => [piece.start, piece]));
  const pieces = counts?.buckets ?? volume?.buckets ?? [];
  return pieces
    .map(({ start, end }) => ({
      span: { from: start, to: end },
      isPartial: isPartial({ from: start, to: end }, by, today),
      counts: countsOf.get(start),
      volume: volumes.get(start),
    }))
    .toReversed();
}

/** Return by which share a number has changed; null where there was nothing before. */
export function changeOf(now: number, before: number | undefined): number | null {
  return before ? (now - before) / before : null;
}

/** Tell whether there is nothing at all to show. */
export function isNothing(totals: Partial<Counts & Volume>): boolean {
  const { transactions, runs, errors, bytes_in, bytes_out, polls_empty } = totals;
  const numbers = [transactions, runs, errors, bytes_in, bytes_out, polls_empty];
  return numbers.every((number) => !number);
}

/** The journal's address for the rows behind a number. */
export interface JournalSearch extends Span {
  bundle?: string;
  group?: string;
  connection?: string;
  connector?: string;
  events?: "data" | "errors";
}

/** What the journal is narrowed to beside the days. */
export type Narrowing = Omit<JournalSearch, keyof Span>;

/** Return where the rows behind a number are; null where they are not kept any more. */
export function rowsBehind(span: Span, narrowing: Narrowing, today: string): JournalSearch | null {
  const kept = inJournal(span, today);
  return kept && { ...kept, ...narrowing };
}

const NAMELESS = { id: OTHERS, name: null, status: null, p50_ms: null, p95_ms: null };

/** Return the biggest, and all the rest as one more. */
export function allOf({ results, others }: TopFrame): TopRow[] {
  return others ? [...results, { ...others, ...NAMELESS }] : results;
}

/** Return the number a row is put in order by; null where it is not counted. */
export function amountOf(row: TopRow, sort: Sort): number | null {
  return sort === "bytes" ? row.bytes_in + row.bytes_out : row[sort];
}

export function biggestOf(rows: readonly TopRow[], sort: Sort): number {
  return Math.max(0, ...rows.map((row) => amountOf(row, sort) ?? 0));
}

/** Return how the address narrows to one of the biggest; null for what can't be looked at alone. */
export function lookAt(of: Subject, id: string | null): Partial<AnalyticsSearch> | null {
  if (id === OTHERS) return null;
  if (of === "group") return { group: id ?? "none" };
  // A bundle is looked at alone by what it is connected with.
  if (of === "bundle") return id ? { bundle: id, of: "connection" } : null;
  return id ? { [of]: id } : null;
}

/** Return how the journal is narrowed to it; null for what the journal has no filter for. */
export function rowsFilter(of: Subject, id: string | null): Narrowing | null {
  if (id === OTHERS) return null;
  if (of === "group") return { group: id ?? "none" };
  return id ? { [of]: id } : null;
}

/** Tell whether rows that came may change the numbers that are looked at. */
export function concerns(
  news: { rows: readonly { bundle: string | null }[]; more: number } | null,
  { bundle }: Pick<AnalyticsSearch, "bundle">,
): boolean {
  if (!news || news.more > 0 || !bundle) return true;
  return news.rows.some((row) => row.bundle === bundle);
}

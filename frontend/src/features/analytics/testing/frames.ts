/** Answers of the server for tests: a name says what matters, the rest is nothing. */
import type { Counts, Volume } from "../queries";
import type { Cut } from "../search";

export function aCount(said: Partial<Counts>): Counts {
  return {
    transactions: 0,
    errors: 0,
    runs: 0,
    succeeded: 0,
    filtered: 0,
    failed: 0,
    held: 0,
    duplicate: 0,
    cancelled: 0,
    p50_ms: null,
    p95_ms: null,
    ...said,
  };
}

export function aVolume(said: Partial<Volume>): Volume {
  return { bytes_in: 0, bytes_out: 0, bytes_empty: 0, polls_empty: 0, ...said };
}

export function aFrame<Piece extends Counts | Volume>(
  by: Cut,
  buckets: (Piece & { start: string; end: string })[],
) {
  const [first] = buckets;
  if (!first) throw new Error("a frame has at least one piece");
  const { start, end, ...totals } = first;
  return { from: start, to: end, by, time_zone: "UTC", totals, buckets, stacks: [] };
}

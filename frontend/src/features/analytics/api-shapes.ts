/** What the server tells of analytics. */
import type { Cut, Subject } from "./search";

export interface Counts {
  transactions: number;
  /** Null where only what went through one connection or service is counted. */
  runs: number | null;
  succeeded: number | null;
  filtered: number | null;
  failed: number | null;
  held: number | null;
  duplicate: number | null;
  cancelled: number | null;
  /** Runs that failed; narrowed to a connection or service, those that failed there. */
  errors: number;
  p50_ms: number | null;
  p95_ms: number | null;
}

export interface Volume {
  bytes_in: number;
  bytes_out: number;
  bytes_empty: number;
  polls_empty: number;
}

interface Piece {
  start: string;
  end: string;
}

interface Frame<Numbers, Stack> {
  from: string;
  to: string;
  by: Cut;
  time_zone: string;
  totals: Numbers;
  buckets: (Piece & Numbers)[];
  /** Null for all the others together; its name is null once it is gone. */
  stacks: ({ bundle: string | null; name: string | null } & Stack)[];
}

export type TransactionsFrame = Frame<Counts, { transactions: number[] }>;
export type VolumeFrame = Frame<Volume, { bytes: number[] }>;

export interface TopRow extends Volume {
  id: string | null;
  name: string | null;
  status: string | null;
  transactions: number;
  runs: number | null;
  errors: number;
  p50_ms: number | null;
  p95_ms: number | null;
}

export interface TopFrame {
  from: string;
  to: string;
  of: Subject;
  results: TopRow[];
  others: Omit<TopRow, "id" | "name" | "status" | "p50_ms" | "p95_ms"> | null;
}

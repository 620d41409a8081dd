/** What a check of completeness has found, read from a job's report. */
import type { Key } from "../../../i18n/words";

export interface Missing {
  id: string;
  at: string | null;
  payload_key: string | null;
}

/** What became of the source's records, by how it ended. */
const FATES = [
  "delivered",
  "filtered",
  "failed",
  "held",
  "on_their_way",
  "duplicates",
  "forgotten",
  "before_start",
  "not_yet",
] as const;
export type Fate = (typeof FATES)[number];

export interface Report {
  from: string;
  to: string;
  source: number;
  fates: readonly { fate: Fate; count: number }[];
  missing: readonly Missing[];
  missingCount: number;
  undated: number;
  /** Whether any record tells of its day. */
  hasDates: boolean;
  /** Whether all of the source was looked through. */
  isWhole: boolean;
  /** Why it was not, in words. */
  trouble: string | null;
  askedAt: string | null;
}

const ALWAYS: ReadonlySet<Fate> = new Set(["delivered", "filtered", "failed"]);
export const FATE_WORDS: Record<Fate, Key> = {
  delivered: "journal.check.delivered",
  filtered: "journal.check.filtered",
  failed: "journal.check.failed",
  held: "journal.check.held",
  on_their_way: "journal.check.on_their_way",
  duplicates: "journal.check.duplicates",
  forgotten: "journal.check.forgotten",
  before_start: "journal.check.before_start",
  not_yet: "journal.check.not_yet",
};
/** The rows of the journal that show a fate. */
export const FATE_STATUS: Partial<Record<Fate, "succeeded" | "filtered" | "failed" | "held">> = {
  delivered: "succeeded",
  filtered: "filtered",
  failed: "failed",
  held: "held",
};

/** Read a report; the three fates one asks for stand in it even where they are nought. */
export function readReport(raw: Record<string, unknown>): Report {
  const counts = FATES.map((fate) => ({ fate, count: number(raw[fate]) }));
  return {
    from: text(raw.from) ?? "",
    to: text(raw.to) ?? "",
    source: number(raw.source),
    fates: counts.filter(({ fate, count }) => count > 0 || ALWAYS.has(fate)),
    missing: Array.isArray(raw.missing) ? raw.missing.flatMap(readMissing) : [],
    missingCount: number(raw.missing_count),
    undated: number(raw.undated),
    hasDates: raw.dated !== false,
    isWhole: !raw.cut,
    trouble: messageOf(raw.error),
    askedAt: text(raw.asked_at),
  };
}

function readMissing(raw: unknown): Missing[] {
  if (typeof raw !== "object" || raw === null || !("id" in raw)) return [];
  const { id, at, payload_key: key } = { at: null, payload_key: null, ...raw };
  return [{ id: String(id), at: text(at), payload_key: text(key) }];
}

function messageOf(error: unknown): string | null {
  return typeof error === "object" && error && "message" in error ? text(error.message) : null;
}

function number(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value ? value : null;
}

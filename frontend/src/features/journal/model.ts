/** The journal's rows made readable: pure, no React. */
import type { Key, Values } from "../../i18n/words";
import { plain } from "../../ui/searching";
import type { Tone } from "../../ui/state";
import type { FullRow, LightRow, StepRow } from "./queries";
import type { JournalSearch } from "./search";

type Status = LightRow["status"];

const TONES: Record<string, Tone> = {
  succeeded: "good",
  filtered: "calm",
  failed: "bad",
  held: "warn",
  duplicate: "calm",
  cancelled: "calm",
  skipped: "calm",
};

export function toneOf(status: string | null): Tone {
  return TONES[status ?? ""] ?? "calm";
}

/** Return how long the event was on its way, in milliseconds. */
export function lengthMs(row: Pick<LightRow, "received_at" | "finished_at">): number {
  return Date.parse(row.finished_at) - Date.parse(row.received_at);
}

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Tell whether an event is called by a moment, as those of a schedule are. */
export function isMoment(key: string | null): key is string {
  return key !== null && MOMENT.test(key);
}

/** Return the rows before and after the open one. */
export function neighbours(rows: readonly LightRow[], id: string) {
  const at = rows.findIndex((row) => row.id === id);
  return at < 0 ? {} : { newer: rows[at - 1]?.id, older: rows[at + 1]?.id };
}

/** Count the steps of each status, for those who see no dots. */
export function tally(steps: LightRow["steps"]): [status: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { status } of steps) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts];
}

const ENDINGS: Record<Status, Key> = {
  succeeded: "journal.story.succeeded",
  filtered: "journal.story.filtered",
  failed: "journal.story.failed",
  held: "journal.story.held",
  duplicate: "journal.story.duplicate",
  cancelled: "journal.story.cancelled",
};

/** Return the sentence that tells what became of an event; `titleOf` names a step. */
export function storyOf(
  row: FullRow,
  titleOf: (step: StepRow) => string,
): { key: Key; values: Values } {
  const last = lastWord(row.steps);
  return {
    key: ENDINGS[row.status],
    values: {
      subject: row.subject ?? "",
      hasSubject: row.subject ? "yes" : "no",
      step: last ? titleOf(last) : "",
      hasStep: last ? "yes" : "no",
      transactions: row.transactions,
    },
  };
}

/** Return the step that decided how the run ended: the one that failed or let nothing pass. */
export function lastWord(steps: readonly StepRow[]): StepRow | undefined {
  const decided = steps.findLast(({ status }) => status === "failed" || status === "held");
  return decided ?? steps.findLast(({ status }) => status === "filtered");
}

const RESENDABLE: ReadonlySet<Status> = new Set(["failed", "held", "cancelled"]);

/** Tell whether a row may be sent again. */
export function isResendable(row: Pick<LightRow, "kind" | "status">): boolean {
  return row.kind === "run" && RESENDABLE.has(row.status);
}

/** Tell whether a new row belongs to what is being looked at; null when only the server can say. */
export function belongs(row: LightRow, search: JournalSearch): boolean | null {
  if (search.to) return false;
  const { search: term, group, connection, connector, time_from, time_to } = search;
  if (term || group || connection || connector || time_from || time_to) return null;
  if (search.period === "yesterday") return false;
  const sorts = {
    all: true,
    data: row.kind === "run" && row.status === "succeeded",
    errors: row.status === "failed",
    system: row.kind === "system",
  };
  const matches = [
    sorts[search.events ?? "all"],
    !search.bundle || row.bundle === search.bundle,
    !search.status || row.status === search.status,
    !search.mode || row.mode === search.mode,
  ];
  return matches.every(Boolean);
}

/** Tell whether a term stands anywhere in a value, whatever its case, with ё or е. */
export function mentions(value: unknown, term: string | undefined): boolean {
  if (!term || value === null || value === undefined) return false;
  return plain(JSON.stringify(value) ?? "").includes(plain(term));
}

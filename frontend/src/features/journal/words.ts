/** The journal's own small vocabulary. */
import type { Key, Say } from "../../i18n/words";

const STATUSES: Record<string, Key> = {
  succeeded: "journal.status.succeeded",
  filtered: "journal.status.filtered",
  failed: "journal.status.failed",
  held: "journal.status.held",
  duplicate: "journal.status.duplicate",
  cancelled: "journal.status.cancelled",
  skipped: "journal.status.skipped",
  pending: "journal.status.pending",
  running: "journal.status.running",
};

/** Name how a run or a step ended; a status of tomorrow's server is shown as it is. */
export function statusWords(status: string | null, say: Say): string {
  const key = STATUSES[status ?? ""];
  return key ? say(key) : (status ?? "");
}

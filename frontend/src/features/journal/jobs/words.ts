/** How a job and its parts are told of, by what it does. */
import type { Say } from "../../../i18n/words";
import type { Job } from "./queries";

/** Tell how far a job has come. */
export function progressOf(job: Job, say: Say): string {
  const values = { done: job.done, total: job.total };
  switch (job.state) {
    case "done":
      return say(job.kind === "check" ? "journal.check.done" : "journal.job.state.done", values);
    case "stopped":
      return say("journal.job.state.stopped", values);
    case "paused":
      return say("journal.job.state.paused", values);
    default:
      return atWork(job, say);
  }
}

function atWork({ kind, done, total }: Job, say: Say): string {
  switch (kind) {
    case "resend":
      return say("journal.job.state.running", { done, total });
    case "refresh":
      return say("journal.job.state.refreshing", { done, total });
    case "check":
      return say("journal.job.state.checking", { done, total });
    case "erase":
      return say("journal.job.state.erasing", { done, total });
  }
}

/** Name what a job does. */
export function deedOf({ kind }: Job, say: Say): string {
  switch (kind) {
    case "resend":
      return say("journal.resend.title");
    case "refresh":
      return say("journal.refresh.title");
    case "check":
      return say("journal.check.name");
    case "erase":
      return say("journal.erase.title");
  }
}

/** Tell what a job has done so far; null where its report tells it. */
export function sumsOf(job: Job, say: Say): string | null {
  const { kind, succeeded, failed, skipped } = job;
  if (kind === "resend") return say("journal.job.sums", { succeeded, failed, skipped });
  if (kind === "refresh") return say("journal.refresh.sums", { succeeded, failed, skipped });
  return null;
}

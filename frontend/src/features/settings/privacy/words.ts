/** How erasures are told of. */
import type { Say } from "../../../i18n/words";
import type { Tone } from "../../../ui/state";
import type { Report } from "./model";
import type { Erasure } from "./queries";

export const TONES: Record<Erasure["state"], Tone> = {
  waiting: "busy",
  running: "busy",
  paused: "warn",
  stopped: "warn",
  done: "good",
};

/** Tell how far an erasure has come. */
export function progressWords({ state, done, total }: Erasure, say: Say): string {
  switch (state) {
    case "done":
      return say("settings.privacy.erasures.done");
    case "stopped":
      return say("settings.privacy.erasures.stopped");
    case "paused":
      return say("settings.privacy.erasures.paused");
    default:
      return say("settings.privacy.erasures.at_work", { done, total });
  }
}

/** Tell what went, line by line; the subjects themselves are nowhere. */
export function reportWords(report: Report, say: Say): string[] {
  const { subjects, rows, waiting, samples, seen, results, left } = report;
  return [
    subjects > 0
      ? say("settings.privacy.report.people", { subjects, rows })
      : say("settings.privacy.report.bundle", { rows }),
    say("settings.privacy.report.rest", { waiting, samples, seen, results }),
    ...(left.length > 0 ? [say("settings.privacy.report.left", { count: left.length })] : []),
  ];
}

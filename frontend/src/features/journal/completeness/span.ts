/** Which days a check looks at, in the workspace's calendar. */
import type { DaySpan } from "../../../ui/own-dates";

export const PRESETS = ["today", "yesterday", "last_7_days", "last_30_days"] as const;
export type Preset = (typeof PRESETS)[number];

const DAY_MS = 24 * 3600 * 1000;
const BACK: Record<Preset, { from: number; to: number }> = {
  today: { from: 0, to: 0 },
  yesterday: { from: 1, to: 1 },
  last_7_days: { from: 7, to: 0 },
  last_30_days: { from: 30, to: 0 },
};

/** Return the day of a moment in a time zone, YYYY-MM-DD. */
export function dayIn(timeZone: string, moment: Date): string {
  // Swedish writes days as ISO does.
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(moment);
}

/** Return the first and the last day of a preset. */
export function spanOf(preset: Preset, today: string): Required<DaySpan> {
  const { from, to } = BACK[preset];
  return { from: daysBefore(today, from), to: daysBefore(today, to) };
}

function daysBefore(day: string, count: number): string {
  return new Date(Date.parse(day) - count * DAY_MS).toISOString().slice(0, 10);
}

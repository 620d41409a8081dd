/** Presets of a schedule: what a person chooses, and the schedule it means. */
import type { Schedule } from "../definition";

export type Preset = "every" | "times" | "dates" | "cron" | "none";

const POLL_EVERY_S = 300;
export const EVERY_S = [60, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];

/** Return which preset a schedule is one of. */
export function presetOf(schedule: Schedule | null | undefined, isPoll: boolean): Preset {
  if (!schedule) return isPoll ? "every" : "none";
  if (schedule.cron !== undefined) return "cron";
  if (schedule.at !== undefined) return timesOf(schedule).some(isDate) ? "dates" : "times";
  if (schedule.every !== undefined || isPoll) return "every";
  return schedule.weekdays?.length || schedule.days?.length ? "times" : "none";
}

export function timesOf({ at }: Schedule): string[] {
  if (at === undefined) return [];
  return typeof at === "string" ? [at] : at;
}

/** Return how often it is; a trigger that polls does so even when nobody said. */
export function everyOf(schedule: Schedule | null | undefined): number {
  return schedule?.every ?? POLL_EVERY_S;
}

/** Return the schedule changed to another preset; days and time zone stay where they still fit. */
export function withPreset(schedule: Schedule | null | undefined, preset: Preset): Schedule | null {
  const { missed, time_zone, weekdays, days, between } = schedule ?? {};
  const always = dropEmpty({ missed, time_zone });
  switch (preset) {
    case "none":
      return null;
    case "every":
      return dropEmpty({ ...always, every: POLL_EVERY_S, weekdays, days, between });
    case "times":
      return dropEmpty({ ...always, at: ["09:00"], weekdays, days });
    case "dates":
      return { ...always, at: [] };
    case "cron":
      return { ...always, cron: "0 9 * * 1-5" };
  }
}

/** Return the schedule without what says nothing. */
export function dropEmpty(schedule: Schedule): Schedule {
  const said = Object.entries(schedule).filter(
    ([name, value]) =>
      value !== undefined && (name === "at" || !(Array.isArray(value) && value.length === 0)),
  );
  return Object.fromEntries(said);
}

function isDate(text: string): boolean {
  return /^\d{4}-/.test(text);
}

/** Numbers, sizes and times as the reader writes them, in the workspace's time zone. */
import { useLingui } from "@lingui/react";
import { createContext, useContext } from "react";

export const TimeZone = createContext("UTC");

// Days before months, and 24 hours: an English that more than one country reads.
const REGIONS: Record<string, string> = { en: "en-GB", ru: "ru-RU" };

const MINUTE_S = 60;
const STEPS: [limit: number, unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  [45 * MINUTE_S, "minute", MINUTE_S],
  [22 * 60 * MINUTE_S, "hour", 60 * MINUTE_S],
  [26 * 24 * 60 * MINUTE_S, "day", 24 * 60 * MINUTE_S],
  [320 * 24 * 60 * MINUTE_S, "month", 30 * 24 * 60 * MINUTE_S],
  [Number.POSITIVE_INFINITY, "year", 365 * 24 * 60 * MINUTE_S],
];

export interface Format {
  number: (value: number) => string;
  /** "12K": for where there is little room. */
  brief: (value: number) => string;
  /** A share of one as a percentage. */
  percent: (share: number) => string;
  bytes: (value: number) => string;
  /** A length of time given in milliseconds. */
  duration: (ms: number) => string;
  /** "2 minutes ago", "in 3 days". */
  ago: (moment: string | Date, now?: Date) => string;
  /** Date and time to the second. */
  exact: (moment: string | Date) => string;
  /** Day and minute, without the year: for moments not long ago. */
  moment: (moment: string | Date) => string;
  day: (moment: string | Date) => string;
  time: (moment: string | Date) => string;
  /** Days of the calendar, YYYY-MM-DD, first to last: "2–8 Nov 2026". */
  dates: (from: string, to: string) => string;
  /** A day of the calendar without its year: "2 Nov". */
  shortDate: (day: string) => string;
  /** The month a day of the calendar is in: "Nov 2026". */
  month: (day: string) => string;
  /** "Nov". */
  shortMonth: (day: string) => string;
  list: (words: readonly string[]) => string;
}

const made = new Map<string, Format>();

/** Return how a language writes in a time zone: made once, as that takes longer than to draw a row. */
export function formatOf(language: string, timeZone: string): Format {
  const name = `${language} ${timeZone}`;
  const format = made.get(name) ?? newFormat(language, timeZone);
  made.set(name, format);
  return format;
}

function newFormat(language: string, timeZone: string): Format {
  const locale = REGIONS[language] ?? language;
  const numbers = new Intl.NumberFormat(locale);
  const brief = new Intl.NumberFormat(locale, { notation: "compact" });
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const exact = new Intl.DateTimeFormat(locale, {
    dateStyle: "medium",
    timeStyle: "medium",
    timeZone,
  });
  const near = new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
    timeZone,
  });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "medium", timeZone });
  const calendar = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
  const dates = calendar({ dateStyle: "medium" });
  const shortDate = calendar({ day: "numeric", month: "short" });
  const month = calendar({ month: "short", year: "numeric" });
  const shortMonth = calendar({ month: "short" });
  const list = new Intl.ListFormat(locale);
  const units = new Map<string, Intl.NumberFormat>();
  const newUnit = (unit: string, maximumFractionDigits: number) =>
    new Intl.NumberFormat(locale, {
      style: "unit",
      unit,
      unitDisplay: unit === "byte" ? "long" : "short",
      maximumFractionDigits,
    });
  const unit = (value: number, name: string, digits = 0) => {
    const key = `${name} ${digits}`;
    const numbers = units.get(key) ?? newUnit(name, digits);
    units.set(key, numbers);
    return numbers.format(value);
  };
  return {
    number: (value) => numbers.format(value),
    brief: (value) => brief.format(value),
    percent: (share) => percent.format(share),
    bytes: (value) => sized(value, unit),
    duration: (ms) => lasted(ms, unit),
    ago: (moment, now = new Date()) => since(new Date(moment), now, relative),
    exact: (moment) => exact.format(new Date(moment)),
    moment: (moment) => near.format(new Date(moment)),
    day: (moment) => day.format(new Date(moment)),
    time: (moment) => time.format(new Date(moment)),
    dates: (from, to) => dates.formatRange(new Date(from), new Date(to)),
    shortDate: (day) => shortDate.format(new Date(day)),
    month: (day) => month.format(new Date(day)),
    shortMonth: (day) => shortMonth.format(new Date(day)),
    list: (words) => list.format(words),
  };
}

type Unit = (value: number, name: string, digits?: number) => string;

function sized(value: number, unit: Unit): string {
  const names = ["byte", "kilobyte", "megabyte", "gigabyte"];
  let at = 0;
  let left = value;
  while (left >= 1000 && at < names.length - 1) {
    left /= 1000;
    at += 1;
  }
  return unit(left, names[at] ?? "byte", left < 10 && at > 0 ? 1 : 0);
}

function lasted(ms: number, unit: Unit): string {
  if (ms < 1000) return unit(Math.round(ms), "millisecond");
  if (ms < 90_000 && ms !== 60_000) return unit(ms / 1000, "second", 1);
  if (ms < 90 * 60_000) return unit(ms / 60_000, "minute");
  return unit(ms / 3_600_000, "hour", 1);
}

function since(moment: Date, now: Date, relative: Intl.RelativeTimeFormat): string {
  const seconds = (moment.getTime() - now.getTime()) / 1000;
  if (Math.abs(seconds) < 45) return relative.format(0, "second");
  const step = STEPS.find(([limit]) => Math.abs(seconds) < limit);
  return step ? relative.format(Math.round(seconds / step[2]), step[1]) : "";
}

/** Return how to write numbers and times for whoever looks at the screen. */
export function useFormat(): Format {
  const { i18n } = useLingui();
  const { locale } = i18n;
  const timeZone = useContext(TimeZone);
  return formatOf(locale, timeZone);
}

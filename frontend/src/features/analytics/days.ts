/** Days of the calendar, YYYY-MM-DD: no hours, no zones, so that no clock change bends them. */
import type { Cut, Period } from "./search";

export interface Span {
  from: string;
  to: string;
}

const DAY_MS = 24 * 3600 * 1000;
const MONDAY = 1;
const WEEK = 7;
/** The journal's rows are kept for so long, the numbers alone longer. */
const JOURNAL_MONTHS = 2;
const NUMBERS_MONTHS = 13;
const MANY_DAYS = 45;
const MANY_WEEKS_DAYS = 200;

/** Return which day it is there. */
export function todayIn(timeZone: string, moment = new Date()): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(moment);
}

function at(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

export function plusDays(day: string, days: number): string {
  return dayOf(new Date(at(day).getTime() + days * DAY_MS));
}

/** Return the same day of another month, or its last one where it is shorter. */
export function plusMonths(day: string, months: number): string {
  const [year, month, date] = day.split("-").map(Number);
  const first = new Date(Date.UTC(year ?? 0, (month ?? 1) - 1 + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(date ?? 1, last));
  return dayOf(first);
}

function firstOfMonth(day: string): string {
  return `${day.slice(0, 8)}01`;
}

/** Return how many days there are, both ends counted. */
export function lengthOf({ from, to }: Span): number {
  return Math.round((at(to).getTime() - at(from).getTime()) / DAY_MS) + 1;
}

/** Return the days of a period; "last 7 days" on 1 December begin on 24 November. */
export function spanOf(period: Period, today: string): Span {
  const yesterday = plusDays(today, -1);
  const thisMonth = firstOfMonth(today);
  const spans: Record<Period, Span> = {
    today: { from: today, to: today },
    yesterday: { from: yesterday, to: yesterday },
    last_7_days: { from: plusDays(today, -7), to: today },
    last_30_days: { from: plusDays(today, -30), to: today },
    this_month: { from: thisMonth, to: today },
    last_month: { from: plusMonths(thisMonth, -1), to: plusDays(thisMonth, -1) },
    last_3_months: { from: plusDays(plusMonths(today, -3), 1), to: today },
    last_12_months: { from: plusDays(plusMonths(today, -12), 1), to: today },
  };
  return spans[period];
}

/** Return how to cut days so that there are neither few nor very many pieces. */
export function cutFor(span: Span): Cut {
  const days = lengthOf(span);
  if (days <= MANY_DAYS) return "day";
  return days <= MANY_WEEKS_DAYS ? "week" : "month";
}

/**
 * Return as many days right before these, to compare with; null where that would mislead: a day
 * that is not over yet, or days of which not all numbers are kept.
 */
export function spanBefore(span: Span, today: string): Span | null {
  const to = plusDays(span.from, -1);
  const before = { from: plusDays(to, 1 - lengthOf(span)), to };
  const isUnfinishedDay = span.from === today;
  const isKept = before.from > plusMonths(today, -NUMBERS_MONTHS);
  return isUnfinishedDay || !isKept ? null : before;
}

/** Tell whether a piece is less than the whole day, week or month it stands for. */
export function isPartial({ from, to }: Span, by: Cut, today: string): boolean {
  if (to >= today) return true;
  if (by === "day") return false;
  if (by === "week") return at(from).getUTCDay() !== MONDAY || lengthOf({ from, to }) < WEEK;
  return from !== firstOfMonth(from) || plusDays(to, 1) !== plusMonths(firstOfMonth(from), 1);
}

/** Return the first day of which the journal still has rows. */
export function oldestOfJournal(today: string): string {
  return plusMonths(today, -JOURNAL_MONTHS);
}

/** Return those days of which the journal still has rows; null when there are none. */
export function inJournal(span: Span, today: string): Span | null {
  const oldest = oldestOfJournal(today);
  if (span.to < oldest) return null;
  return { from: span.from < oldest ? oldest : span.from, to: span.to };
}

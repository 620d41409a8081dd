/** What of the analytics is in its address: the days, how they are cut, what it is narrowed to. */
import type { SharedSearch } from "../../ui/journal-tabs";

export const PERIODS = [
  "today",
  "yesterday",
  "last_7_days",
  "last_30_days",
  "this_month",
  "last_month",
  "last_3_months",
  "last_12_months",
] as const;
export const CUTS = ["day", "week", "month"] as const;
export const SUBJECTS = ["bundle", "group", "connection", "connector"] as const;
export const SORTS = ["transactions", "runs", "errors", "bytes"] as const;

export type Period = (typeof PERIODS)[number];
export type Cut = (typeof CUTS)[number];
export type Subject = (typeof SUBJECTS)[number];
export type Sort = (typeof SORTS)[number];

export interface AnalyticsSearch {
  period?: Period;
  /** First and last day, YYYY-MM-DD in the workspace's time zone; never beside a period. */
  from?: string;
  to?: string;
  by?: Cut;
  bundle?: string;
  group?: string;
  connection?: string;
  connector?: string;
  /** What the table of the biggest is of, and in which order. */
  of?: Subject;
  sort?: Sort;
  /** What the bars of data volume are made of, instead of in and out. */
  volume?: "bundle";
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const ID = /^[0-9a-f-]{36}$/i;
const SLUG = /^[a-z][a-z0-9_]{0,63}$/;

/** Read an address; what it may not say is left out. */
export function readAnalyticsSearch(raw: Record<string, unknown>): AnalyticsSearch {
  const period = oneOf(PERIODS, raw.period);
  const span = period ? {} : { from: dayIn(raw.from), to: dayIn(raw.to) };
  const found: AnalyticsSearch = {
    period,
    ...(span.from && span.to ? span : {}),
    by: oneOf(CUTS, raw.by),
    bundle: matching(ID, raw.bundle),
    group: raw.group === "none" ? "none" : matching(ID, raw.group),
    connection: matching(ID, raw.connection),
    connector: matching(SLUG, raw.connector),
    of: oneOf(SUBJECTS, raw.of),
    sort: oneOf(SORTS, raw.sort),
    volume: oneOf(["bundle"], raw.volume),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

function oneOf<Name extends string>(names: readonly Name[], value: unknown): Name | undefined {
  return names.find((name) => name === value);
}

function matching(shape: RegExp, value: unknown): string | undefined {
  return typeof value === "string" && shape.test(value) ? value : undefined;
}

/** Return a day that is in the calendar: the 31st of November is none. */
function dayIn(value: unknown): string | undefined {
  const day = matching(DAY, value);
  const time = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day ? undefined : day;
}

/** Return the orders there are: runs count only where whole bundles do. */
export function sortsOf(hasRuns: boolean): Sort[] {
  return SORTS.filter((sort) => hasRuns || sort !== "runs");
}

/** Return what the analytics is narrowed to, as the server takes it. */
export function narrowingOf({ bundle, group, connection, connector }: AnalyticsSearch) {
  return { bundle, group, connection, connector };
}

const JOURNAL_PERIODS = ["today", "yesterday", "last_7_days", "last_30_days"] as const;

/** Return what the journal's tab opens with; it does not know the long periods by name. */
export function sharedWith(search: AnalyticsSearch, days: { from: string; to: string }) {
  const named = search.period ?? (search.from ? undefined : "last_30_days");
  const period = oneOf(JOURNAL_PERIODS, named);
  const shared: SharedSearch = narrowingOf(search);
  return period ? { ...shared, period } : { ...shared, ...days };
}

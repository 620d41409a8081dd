/** What of the journal is in its address: every filter, and the row that is open. */
export const EVENTS = ["all", "data", "errors", "system"] as const;
export const PERIODS = ["today", "yesterday", "last_7_days", "last_30_days"] as const;
export const STATUSES = [
  "succeeded",
  "filtered",
  "failed",
  "held",
  "duplicate",
  "cancelled",
] as const;

/** What made an event run: it came, a person started it or sent it again. */
export const MODES = ["live", "manual", "resend"] as const;

export interface JournalSearch {
  events?: (typeof EVENTS)[number];
  period?: (typeof PERIODS)[number];
  /** First and last day, YYYY-MM-DD in the workspace's time zone; never beside a period. */
  from?: string;
  to?: string;
  /** Hours of the day, HH:MM; `time_to` may be 24:00. */
  time_from?: string;
  time_to?: string;
  bundle?: string;
  group?: string;
  connection?: string;
  /** A service, by its slug. */
  connector?: string;
  status?: (typeof STATUSES)[number];
  mode?: (typeof MODES)[number];
  search?: string;
  /** The row whose sheet is open. */
  row?: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const CLOCK = /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/;
const ID = /^[0-9a-f-]{36}$/i;
const SLUG = /^[a-z][a-z0-9_]{0,63}$/;

/** Read an address; what it may not say is left out. */
export function readJournalSearch(raw: Record<string, unknown>): JournalSearch {
  const period = oneOf(PERIODS, raw.period);
  const found: JournalSearch = {
    events: oneOf(EVENTS, raw.events),
    period,
    from: period ? undefined : matching(DAY, raw.from),
    to: period ? undefined : matching(DAY, raw.to),
    time_from: matching(CLOCK, raw.time_from),
    time_to: matching(CLOCK, raw.time_to),
    bundle: matching(ID, raw.bundle),
    group: raw.group === "none" ? "none" : matching(ID, raw.group),
    connection: matching(ID, raw.connection),
    connector: matching(SLUG, raw.connector),
    status: oneOf(STATUSES, raw.status),
    mode: oneOf(MODES, raw.mode),
    search: text(raw.search),
    row: matching(ID, raw.row),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** Return the filters alone, as the server takes them. */
export function filtersOf({ row: _, ...filters }: JournalSearch): Omit<JournalSearch, "row"> {
  return filters;
}

function oneOf<Name extends string>(names: readonly Name[], value: unknown): Name | undefined {
  return names.find((name) => name === value);
}

function matching(shape: RegExp, value: unknown): string | undefined {
  return typeof value === "string" && shape.test(value) ? value : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() ? value : undefined;
}

/** What a list of bundles makes of them. */
import type { Shapes } from "../../api/client";
import type { Tone } from "../../ui/state";
import type { Status } from "./search";

export type Row = Shapes["BundleRow"];
export type Group = Shapes["GroupShape"];
export type Counts = Shapes["BundleCounts"];

const TONES: Record<Status, Tone> = {
  running: "good",
  paused: "calm",
  migration: "busy",
  blocked: "bad",
  deleted: "calm",
};

export function toneOf(status: Status): Tone {
  return TONES[status];
}

/** What leads out of a trouble: its errors in the journal, the builder, another end. */
type WayOut = "errors" | "builder" | "until";

export interface Trouble {
  message: string;
  wayOut: WayOut | null;
  /** The bundle stands still because of it. */
  stops: boolean;
}

const WAYS_OUT: Record<string, WayOut> = {
  connection_deleted: "builder",
  run_until_reached: "until",
  migration_ended_paused: "builder",
};

/** Return why a bundle stands still or goes slower, unless a person wanted it so. */
export function troubleOf({ status, status_reason, health }: Row): Trouble | null {
  if (status === "deleted") return null;
  const reason = status_reason ?? health.reason;
  if (!reason) return null;
  const stops = status === "blocked" || status_reason !== null;
  return { message: reason.message, wayOut: WAYS_OUT[reason.code] ?? "errors", stops };
}

export interface Interval {
  unit: "minutes" | "hours" | "days";
  count: number;
}

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;

/** Return an interval in the largest unit that says it exactly. */
export function intervalOf(seconds: number): Interval {
  if (seconds % DAY_S === 0) return { unit: "days", count: seconds / DAY_S };
  if (seconds % HOUR_S === 0) return { unit: "hours", count: seconds / HOUR_S };
  return { unit: "minutes", count: Math.max(1, Math.round(seconds / MINUTE_S)) };
}

/** Return the services to show, the one that starts first, and how many are left out. */
export function iconsOf(row: Row, most: number): { shown: string[]; more: number } {
  const starter = row.trigger.connector;
  const rest = row.connectors.filter((slug) => slug !== starter);
  const all = starter ? [starter, ...rest] : rest;
  const shown = all.length > most ? all.slice(0, most - 1) : all;
  return { shown, more: all.length - shown.length };
}

/** Tell whether the bundle is one that a person can start now. */
export function canStart({ status }: Row): boolean {
  return status === "paused" || status === "blocked";
}

/** Tell whether the bundle takes up events. */
export function isMoving({ status }: Row): boolean {
  return status === "running" || status === "migration";
}

/** Return the chosen ids after a click at one: with shift, all from the last click to this one. */
export function chosen(
  before: ReadonlySet<string>,
  ids: readonly string[],
  click: { id: string; last: string | null; isRange: boolean },
): ReadonlySet<string> {
  const after = new Set(before);
  const isOn = !before.has(click.id);
  for (const id of click.isRange ? between(ids, click.last, click.id) : [click.id]) {
    if (isOn) after.add(id);
    else after.delete(id);
  }
  return after;
}

function between(ids: readonly string[], from: string | null, to: string): string[] {
  const ends = [from === null ? -1 : ids.indexOf(from), ids.indexOf(to)];
  const [start = -1, end = -1] = ends.sort((a, b) => a - b);
  return start < 0 ? [to] : ids.slice(start, end + 1);
}

/** Return the tabs worth showing: those with any bundles, and the one that is open. */
export function statusTabs(counts: Counts | undefined, open: Status | undefined): Status[] {
  const all: Status[] = ["running", "paused", "migration", "blocked", "deleted"];
  return all.filter((status) => status === open || (counts?.[status] ?? 0) > 0);
}

/** Return what of a bulk deed failed, each with the name of its bundle. */
export function failuresOf(
  results: readonly Shapes["BulkResult"][],
  nameOf: (id: string) => string,
): { id: string; name: string; message: string }[] {
  return results.flatMap(({ id, error }) =>
    error ? [{ id, name: nameOf(id), message: error.message }] : [],
  );
}

const FEW = 3;

/** Tell whether the workspace is that of somebody new: hardly a bundle, and none has run yet. */
export function isNewcomer(rows: readonly Row[]): boolean {
  return rows.length <= FEW && rows.every(({ last_run_at }) => last_run_at === null);
}

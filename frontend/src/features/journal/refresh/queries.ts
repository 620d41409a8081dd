/** Taking now what waits: what it is asked with. */
import { queryOptions } from "@tanstack/react-query";
import type { Job } from "../jobs/queries";
import type { JournalSearch } from "../search";
import { ask } from "../wire";

/** Which bundles; everything given must hold, and nothing means all. */
export type Scope = Pick<JournalSearch, "bundle" | "group" | "connection">;

/** What waits, by what it waits for. */
export interface Waiting {
  waiting: number;
  held: number;
  retrying: number;
  sources: number;
  exact: boolean;
}

const REFRESH = "/api/v1/journal/refresh";

/** Return which bundles the page is narrowed to; days and results say nothing of bundles. */
export function scopeOf({ bundle, group, connection }: JournalSearch): Scope {
  const scope = { bundle, group, connection };
  return Object.fromEntries(Object.entries(scope).filter(([, value]) => value !== undefined));
}

export const waitingQuery = (scope: Scope) =>
  queryOptions({
    queryKey: ["journal", "refresh", scope],
    queryFn: ({ signal }) =>
      ask<Waiting>("POST", REFRESH, { body: { filter: scope, dry_run: true }, signal }),
  });

/** Begin to take what waits; resolves with the job. */
export function refresh(scope: Scope): Promise<Job> {
  return ask<Job>("POST", REFRESH, { body: { filter: scope, dry_run: false } });
}

/** Tell whether there is anything to take or anybody to ask. */
export function isAnything({ waiting, held, retrying, sources }: Waiting): boolean {
  return waiting + held + retrying + sources > 0;
}

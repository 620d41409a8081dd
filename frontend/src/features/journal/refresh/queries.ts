/** Taking now what waits: what it is asked with. */
import { queryOptions } from "@tanstack/react-query";
import { type Shapes, server } from "../../../api/client";
import type { Job } from "../jobs/queries";
import type { JournalSearch } from "../search";

/** Which bundles; everything given must hold, and nothing means all. */
export type Scope = Pick<JournalSearch, "bundle" | "group" | "connection" | "connector">;

/** What waits, by what it waits for. */
export type Waiting = Shapes["RefreshCountShape"];

/** Return which bundles the page is narrowed to; days and results say nothing of bundles. */
export function scopeOf({ bundle, group, connection, connector }: JournalSearch): Scope {
  const scope = { bundle, group, connection, connector };
  return Object.fromEntries(Object.entries(scope).filter(([, value]) => value !== undefined));
}

export const waitingQuery = (scope: Scope) =>
  queryOptions({
    queryKey: ["journal", "refresh", scope],
    queryFn: async ({ signal }) => {
      const body = { filter: scope, dry_run: true };
      const { data, error } = await server.POST("/api/v1/journal/refresh", { body, signal });
      if (!data || !("sources" in data)) throw error;
      return data;
    },
  });

/** Begin to take what waits; resolves with the job. */
export async function refresh(scope: Scope): Promise<Job> {
  const body = { filter: scope, dry_run: false };
  const { data, error } = await server.POST("/api/v1/journal/refresh", { body });
  if (!data || !("state" in data)) throw error;
  return data;
}

/** Tell whether there is anything to take or anybody to ask. */
export function isAnything({ waiting, held, retrying, sources }: Waiting): boolean {
  return waiting + held + retrying + sources > 0;
}

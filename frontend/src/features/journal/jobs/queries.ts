/** Jobs: what they are asked with, and how far they have come. */
import { queryOptions } from "@tanstack/react-query";
import { api, type Shapes, server } from "../../../api/client";

export type Job = Shapes["JobShape"];
export type Result = Shapes["ResultShape"];
/** Which rows: named ones, or all that pass a filter. */
export type Which = Pick<Shapes["ResendWishRequest"], "ids" | "filter">;
export type How = Pick<Shapes["ResendWishRequest"], "mode" | "force_new_key" | "again">;

/** From where it stopped, with the keys that services may know. */
export const AS_USUAL: How = { mode: "failed_step", force_new_key: false, again: false };

const LOOK_EACH_MS = 1_000;
const SHOWN_JOBS = 5;

export function isOver(job: Pick<Job, "state">): boolean {
  return job.state === "done" || job.state === "stopped";
}

const ENDED: ReadonlySet<Result["status"]> = new Set([
  "succeeded",
  "filtered",
  "failed",
  "held",
  "cancelled",
]);

/** Return the journal row to look at: that of the run once it has ended, else the one before. */
export function rowOf({ what, entry, run, status }: Result): string | null {
  if (what === "source") return null;
  return run && ENDED.has(status) ? run : entry;
}

/** How many rows would be resent. */
export const countQuery = (which: Which, how: How = AS_USUAL) =>
  queryOptions({
    queryKey: ["journal", "resend", which, how],
    queryFn: async ({ signal }) => {
      const body = { ...which, ...how, dry_run: true };
      const { data, error } = await server.POST("/api/v1/journal/resend", { body, signal });
      if (!data || !("count" in data)) throw error;
      return data;
    },
  });

/** Begin to resend; resolves with the job. */
export async function resend(which: Which, how: How): Promise<Job> {
  const body = { ...which, ...how, dry_run: false };
  const { data, error } = await server.POST("/api/v1/journal/resend", { body });
  if (!data || !("state" in data)) throw error;
  return data;
}

/** A job, looked at each second until it is over. */
export const jobQuery = (id: string) =>
  api.queryOptions(
    "get",
    "/api/v1/jobs/{id}",
    { params: { path: { id } } },
    { refetchInterval: ({ state: { data } }) => (data && isOver(data) ? false : LOOK_EACH_MS) },
  );

/** The latest jobs. */
export const jobsQuery = () =>
  api.queryOptions("get", "/api/v1/jobs", { params: { query: { limit: SHOWN_JOBS } } });

export const resultsQuery = (id: string) =>
  api.queryOptions(
    "get",
    "/api/v1/jobs/{id}/results",
    { params: { path: { id }, query: { limit: 200 } } },
    { refetchInterval: LOOK_EACH_MS },
  );

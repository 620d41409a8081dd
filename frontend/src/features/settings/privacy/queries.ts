/** What the journal hides, and whose data was erased. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, type Shapes, server } from "../../../api/client";

export type Erasure = Shapes["JobShape"];
type EraseCount = Shapes["EraseCountShape"];

const LOOK_EACH_MS = 1_000;

export const settingsQuery = () => api.queryOptions("get", "/api/v1/workspace");

export const namesQuery = () => api.queryOptions("get", "/api/v1/bundles/names");

/** Save which fields are masked; what the page shows is what the server answers. */
export function useMaskFields() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (masked_fields: string[]) => {
      const { data, error } = await server.PATCH("/api/v1/workspace", { body: { masked_fields } });
      if (!data) throw error;
      return data;
    },
    onSuccess: (data) => cache.setQueryData(settingsQuery().queryKey, data),
  });
}

/** How the journal would keep a value under these rules. */
export const trialQuery = (rules: string[], value: unknown) =>
  queryOptions({
    queryKey: ["privacy", "try", rules, value],
    queryFn: async ({ signal }) => {
      const body = { rules, value };
      const { data, error } = await server.POST("/api/v1/privacy/try", { body, signal });
      if (!data) throw error;
      return data;
    },
    placeholderData: (before) => before,
  });

/** Return the data of the newest event in the journal; null where there is none. */
export async function latestEvent(): Promise<unknown> {
  const list = await server.GET("/api/v1/journal", {
    params: { query: { events: "data", limit: 1 } },
  });
  if (!list.data) throw list.error;
  const newest = list.data.results[0];
  if (!newest) return null;
  const row = await server.GET("/api/v1/journal/{id}", { params: { path: { id: newest.id } } });
  if (!row.data) throw row.error;
  return row.data.trigger ?? null;
}

/** Return how much is kept of these people. */
export async function count(subjects: string[]): Promise<EraseCount> {
  const body = { subjects, dry_run: true };
  const { data, error } = await server.POST("/api/v1/privacy/erase", { body });
  if (!data || !("rows" in data)) throw error;
  return data;
}

/** Begin to erase; resolves with the job. */
export async function erase(subjects: string[]): Promise<Erasure> {
  const body = { subjects, dry_run: false };
  const { data, error } = await server.POST("/api/v1/privacy/erase", { body });
  if (!data || !("state" in data)) throw error;
  return data;
}

/** The erasures of the last two months, looked at each second while one is at work. */
export const erasuresQuery = () =>
  api.queryOptions(
    "get",
    "/api/v1/jobs",
    { params: { query: { kind: "erase", limit: 50 } } },
    {
      refetchInterval: ({ state: { data } }) =>
        data?.results.some(isAtWork) ? LOOK_EACH_MS : false,
    },
  );

/** Whether the server goes on with it by itself. */
export function isAtWork({ state }: Pick<Erasure, "state">): boolean {
  return state === "waiting" || state === "running";
}

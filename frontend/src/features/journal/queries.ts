/** What the journal asks the server. */
import { type InfiniteData, infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { api, type Shapes, server } from "../../api/client";
import { filtersOf, type JournalSearch } from "./search";

export type LightRow = Shapes["LightRowShape"];
export type FullRow = Shapes["FullRowShape"];
export type StepRow = Shapes["StepShape"];

const PAGE = 100;

// One function for good: the rows stay the same list until more of them come.
const allRows = (data: InfiniteData<{ results: LightRow[] }>) =>
  data.pages.flatMap((page) => page.results);

/** The rows that pass the filters, newest first, page after page. */
export const rowsQuery = (search: JournalSearch) =>
  infiniteQueryOptions({
    queryKey: ["journal", filtersOf(search)],
    queryFn: ({ pageParam, signal }) =>
      readRows({ ...filtersOf(search), cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => cursorOf(page.next),
    placeholderData: keepPreviousData,
    select: allRows,
    staleTime: Number.POSITIVE_INFINITY, // what is being read never moves by itself
  });

async function readRows(query: JournalSearch & { cursor?: string }, signal: AbortSignal) {
  const { data, error } = await server.GET("/api/v1/journal", {
    params: { query: { ...query, limit: PAGE } },
    signal,
  });
  if (!data) throw error;
  return data;
}

export const rowQuery = (id: string) =>
  api.queryOptions("get", "/api/v1/journal/{id}", { params: { path: { id } } });

export const namesQuery = () => api.queryOptions("get", "/api/v1/bundles/names");
export const groupsQuery = () => api.queryOptions("get", "/api/v1/groups");
export const connectorsQuery = () => api.queryOptions("get", "/api/v1/connectors");
export const connectionsQuery = () =>
  api.queryOptions("get", "/api/v1/connections", { params: { query: { limit: 200 } } });
/** The version a run ran on, with its steps. */
export const versionQuery = (id: string) =>
  api.queryOptions("get", "/api/v1/versions/{id}", { params: { path: { id } } });

function cursorOf(next: string | null | undefined): string | undefined {
  return next
    ? (new URL(next, location.origin).searchParams.get("cursor") ?? undefined)
    : undefined;
}

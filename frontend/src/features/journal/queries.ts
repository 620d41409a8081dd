/** What the journal asks the server. */
import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
} from "@tanstack/react-query";
import { api, type Shapes, server } from "../../api/client";
import { cursorOf } from "../../api/lists";
import { foundIn } from "./found";
import { filtersOf, type JournalSearch } from "./search";

export type LightRow = Shapes["LightRowShape"];
export type FullRow = Shapes["FullRowShape"];
export type RowsPage = Shapes["PaginatedLightRowShapeList"];
export type StepRow = Shapes["StepShape"];

export const workspaceQuery = () => api.queryOptions("get", "/api/v1/workspace");

const PAGE = 100;
const OTHERS = 6;
const LOOK_AGAIN_MS = 3_000;

/** The rows that pass the filters, newest first, page after page. */
export const rowsQuery = (search: JournalSearch) =>
  infiniteQueryOptions({
    queryKey: ["journal", "rows", filtersOf(search)],
    queryFn: ({ pageParam, signal }) =>
      readRows({ ...filtersOf(search), cursor: pageParam, limit: PAGE }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => cursorOf(page.next),
    placeholderData: keepPreviousData,
    select: foundOfAll,
    staleTime: Number.POSITIVE_INFINITY, // what is being read never moves by itself
  });

// One function for good: the rows stay the same list until more of them come.
const foundOfAll = ({ pages }: InfiniteData<RowsPage>) => foundIn(pages);

/** How many rows pass the filters. */
export const countQuery = (search: JournalSearch) =>
  queryOptions({
    queryKey: ["journal", "count", filtersOf(search)],
    queryFn: async ({ signal }) => {
      const params = { query: filtersOf(search) };
      const { data, error } = await server.GET("/api/v1/journal/count", { params, signal });
      if (!data) throw error;
      return data;
    },
    staleTime: Number.POSITIVE_INFINITY, // of the rows that are being read
  });

/** The latest rows about a person or a thing. */
export const subjectQuery = (subject: string) =>
  queryOptions({
    queryKey: ["journal", "subject", subject],
    queryFn: ({ signal }) => readRows({ search: subject, limit: OTHERS }, signal),
  });

async function readRows(
  query: JournalSearch & { cursor?: string; limit: number },
  signal: AbortSignal,
) {
  const { data, error } = await server.GET("/api/v1/journal", { params: { query }, signal });
  if (!data) throw error;
  return data;
}

/** One row with its data; looked at again for as long as its event is being tried anew. */
export const rowQuery = (id: string) =>
  api.queryOptions(
    "get",
    "/api/v1/journal/{id}",
    { params: { path: { id } } },
    { refetchInterval: ({ state: { data } }) => (data?.on_its_way ? LOOK_AGAIN_MS : false) },
  );

export const namesQuery = () => api.queryOptions("get", "/api/v1/bundles/names");
export const connectorsQuery = () => api.queryOptions("get", "/api/v1/connectors");
export const bundleQuery = (id: string) =>
  api.queryOptions("get", "/api/v1/bundles/{id}", { params: { path: { id } } });
/** The version a run ran on, with its steps. */
export const versionQuery = (id: string) =>
  api.queryOptions("get", "/api/v1/versions/{id}", { params: { path: { id } } });

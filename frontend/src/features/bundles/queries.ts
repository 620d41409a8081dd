/** What the list of bundles asks the server. */
import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
} from "@tanstack/react-query";
import { api, server } from "../../api/client";
import { cursorOf } from "../../api/lists";
import type { Row } from "./model";
import type { BundlesSearch } from "./search";

const PAGE = 100;
const ROOT = "/api/v1/bundles";
const LISTS: readonly unknown[] = [ROOT, `${ROOT}/counts`, `${ROOT}/names`, "/api/v1/groups"];

/** The bundles that pass the filters, newest first, page after page. */
export const rowsQuery = (search: BundlesSearch) =>
  infiniteQueryOptions({
    // Under the path of the list, so that what renews the list renews this.
    queryKey: ["get", ROOT, "rows", search],
    queryFn: async ({ pageParam, signal }) =>
      answered(
        await server.GET(ROOT, {
          params: { query: { ...search, limit: PAGE, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => cursorOf(page.next),
    placeholderData: keepPreviousData,
    select: (data) => data.pages.flatMap((page) => page.results),
  });

/** How many bundles of each status pass the filters. */
export const countsQuery = ({ search, group }: BundlesSearch) =>
  api.queryOptions(
    "get",
    `${ROOT}/counts`,
    { params: { query: { ...(search ? { search } : {}), ...(group ? { group } : {}) } } },
    { placeholderData: keepPreviousData },
  );

export const connectorsQuery = () =>
  api.queryOptions("get", "/api/v1/connectors", {}, { staleTime: 600_000 });

/** Whether there is any connection yet. */
export const firstConnectionQuery = () =>
  api.queryOptions("get", "/api/v1/connections", { params: { query: { limit: 1 } } });

export const waitingQuery = (id: string) =>
  api.queryOptions("get", `${ROOT}/{id}/waiting`, { params: { path: { id } } });

/** What keeps the draft from being published. */
export const checkQuery = (id: string) =>
  api.queryOptions("get", `${ROOT}/{id}/check`, { params: { path: { id } } });

export interface StartFacts {
  waiting: number;
  since: string | null;
  /** The trigger asks its service and has never done so: it needs to know from when on. */
  isFirst: boolean;
}

/** What there is to ask before a bundle starts. */
export const startFactsQuery = ({ id, trigger }: Row) =>
  queryOptions({
    queryKey: ["get", `${ROOT}/{id}/start`, { params: { path: { id } } }],
    queryFn: async (): Promise<StartFacts> => {
      const params = { path: { id } };
      const [bundle, waiting] = await Promise.all([
        server.GET(`${ROOT}/{id}`, { params }),
        server.GET(`${ROOT}/{id}/waiting`, { params }),
      ]);
      const { count, since } = answered(waiting);
      const isFirst = trigger.kind === "polling" && answered(bundle).reads === null;
      return { waiting: count, since, isFirst };
    },
    staleTime: 0,
  });

/** Have every list of bundles read anew; resolves when those on the screen are. */
export function refreshLists(cache: QueryClient): Promise<void> {
  return cache.invalidateQueries({ predicate: ({ queryKey }) => LISTS.includes(queryKey[1]) });
}

/** Return what the server answered, or throw the problem it told of. */
export function answered<Data>(answer: { data?: Data; error?: unknown }): Data {
  if (answer.data === undefined) throw answer.error;
  return answer.data;
}

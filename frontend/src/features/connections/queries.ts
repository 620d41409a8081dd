/** What the page of connections asks the server and tells it. */
import { keepPreviousData, type QueryClient } from "@tanstack/react-query";
import { api, server } from "../../api/client";
import { cursorOf } from "../../api/lists";
import type { Connection, Verdict } from "./model";
import type { ConnectionsSearch } from "./search";

const PAGE = 100;
const SOON_MS = 2_000;
const ROOT = "/api/v1/connections";

/** The connections that pass the filters, newest first, page after page. */
export const useConnections = ({ search, connector, status }: ConnectionsSearch) =>
  api.useInfiniteQuery(
    "get",
    ROOT,
    {
      params: {
        query: {
          limit: PAGE,
          ...(search ? { search } : {}),
          ...(connector ? { connector } : {}),
          ...(status ? { status } : {}),
        },
      },
    },
    {
      pageParamName: "cursor",
      initialPageParam: null,
      getNextPageParam: (page) => cursorOf(page.next),
      placeholderData: keepPreviousData,
      select: (data) => data.pages.flatMap((page) => page.results),
    },
  );

export const connectionQuery = (id: string) =>
  api.queryOptions("get", `${ROOT}/{id}`, { params: { path: { id } } });

export const connectorsQuery = () =>
  api.queryOptions("get", "/api/v1/connectors", {}, { staleTime: 600_000 });

export const connectorQuery = (slug: string) =>
  api.queryOptions(
    "get",
    "/api/v1/connectors/{slug}",
    { params: { path: { slug } } },
    { staleTime: 600_000 },
  );

export const waitingQuery = (id: string) =>
  api.queryOptions("get", `${ROOT}/{id}/waiting`, { params: { path: { id } } });

export const healthQuery = (id: string) =>
  api.queryOptions("get", `${ROOT}/{id}/health`, { params: { path: { id } } });

/** The connections whose service is left in peace for a while. */
export const ailingQuery = () => api.queryOptions("get", `${ROOT}/health`);

export const subscriptionQuery = (id: string) =>
  api.queryOptions("get", `${ROOT}/{id}/subscription`, { params: { path: { id } } });

/** The requests caught at an address, looked for again and again while somebody watches. */
export const samplesQuery = (id: string) =>
  api.queryOptions(
    "get",
    `${ROOT}/{id}/samples`,
    { params: { path: { id } } },
    { refetchInterval: SOON_MS },
  );

/** Ask again for everything about connections; whoever shows some of it shows it anew. */
export function refreshConnections(cache: QueryClient): Promise<void> {
  return cache.invalidateQueries({
    predicate: ({ queryKey }) => String(queryKey[1]).startsWith(ROOT),
  });
}

export interface Entered {
  connector: string;
  name: string;
  auth: Record<string, unknown>;
  settings: Record<string, unknown>;
}

/** What became of what was entered: kept, or refused by the service and thrown away. */
export interface Saved {
  connection: Connection | null;
  verdict: Verdict | null;
}

/** Keep a new connection once its service lets it in; with OAuth somebody signs in afterwards. */
export async function saveIfItWorks(entry: Entered): Promise<Saved> {
  if (entry.auth.kind === "oauth2") {
    return { connection: await answered(server.POST(ROOT, { body: entry })), verdict: null };
  }
  const verdict = await answered(server.POST(`${ROOT}/try`, { body: entry }));
  return { connection: verdict.ok ? await save(entry) : null, verdict };
}

/** Keep a connection whatever its service says of it. */
export async function save(entry: Entered): Promise<Connection> {
  const { id } = await answered(server.POST(ROOT, { body: entry }));
  const params = { path: { id } };
  await answered(server.POST(`${ROOT}/{id}/test`, { params }));
  return answered(server.GET(`${ROOT}/{id}`, { params }));
}

/** Make a bundle that begins with a caught request, and return its id. */
export async function bundleFrom(
  connection: Connection,
  trigger: string,
  event: unknown,
): Promise<string> {
  const definition = {
    trigger: { connection: connection.id, event: trigger, fields: {} },
    steps: [],
  };
  const body = { name: connection.name, definition };
  const { id } = await answered(server.POST("/api/v1/bundles", { body }));
  const params = { path: { id } };
  const chosen = { event, origin: "caught" as const };
  await answered(server.PUT("/api/v1/bundles/{id}/samples/trigger", { params, body: chosen }));
  return id;
}

async function answered<T>(asked: Promise<{ data?: T; error?: unknown }>): Promise<T> {
  const { data, error } = await asked;
  if (data === undefined) throw error;
  return data;
}

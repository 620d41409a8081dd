/** What the analytics asks the server. */
import { keepPreviousData, type QueryKey, queryOptions } from "@tanstack/react-query";
import { api, type Shapes, server, workspaceId } from "../../api/client";
import type { Span } from "./days";
import type { AnalyticsSearch, Cut, Sort, Subject } from "./search";

export type Counts = Shapes["CountsShape"];
export type Volume = Shapes["BytesShape"];
export type TransactionsFrame = Shapes["TransactionsShape"];
export type VolumeFrame = Shapes["VolumeShape"];
export type TopFrame = Shapes["TopShape"];
export type TopRow = Shapes["TopRowShape"];

type Narrowing = Pick<AnalyticsSearch, "bundle" | "group" | "connection" | "connector">;

/** What every number is asked with. */
export interface Asked extends Span, Narrowing {
  by: Cut;
}

export interface TopAsked extends Span, Narrowing {
  of: Subject;
  sort: Sort;
}

const MANNERS = { placeholderData: keepPreviousData };

/** Runs by their ends, transactions and how long they took, piece by piece. */
export const transactionsQuery = (query: Asked) =>
  queryOptions({
    queryKey: keyOf("transactions", query),
    queryFn: async ({ signal }) =>
      told(await server.GET("/api/v1/analytics/transactions", { params: { query }, signal })),
    ...MANNERS,
  });

/** Bytes in and out, and empty polls, piece by piece. */
export const volumeQuery = (query: Asked) =>
  queryOptions({
    queryKey: keyOf("volume", query),
    queryFn: async ({ signal }) =>
      told(await server.GET("/api/v1/analytics/volume", { params: { query }, signal })),
    ...MANNERS,
  });

/** The biggest of a kind. */
export const topQuery = (query: TopAsked) =>
  queryOptions({
    queryKey: keyOf("top", query),
    queryFn: async ({ signal }) =>
      told(await server.GET("/api/v1/analytics/top", { params: { query }, signal })),
    ...MANNERS,
  });

export const namesQuery = () => api.queryOptions("get", "/api/v1/bundles/names");
export const connectorsQuery = () => api.queryOptions("get", "/api/v1/connectors");

/** Return the address of the same numbers as a file. */
export function fileOf(what: "transactions" | "volume", asked: Asked): string;
export function fileOf(what: "top", asked: TopAsked): string;
export function fileOf(what: string, asked: Asked | TopAsked): string {
  const workspace = workspaceId();
  const said = { ...asked, format: "csv", ...(workspace ? { workspace } : {}) };
  const named = Object.entries(said).filter(([, value]) => value !== undefined);
  return `/api/v1/analytics/${what}?${new URLSearchParams(Object.fromEntries(named))}`;
}

/** The answers that count what happens now, by the beginnings of their keys. */
export const liveKeys = (asked: Asked): QueryKey[] => [
  transactionsQuery(asked).queryKey,
  volumeQuery(asked).queryKey,
  ["get", "/api/v1/analytics/top"],
];

// As the other answers are kept: what makes them all out of date finds these too.
function keyOf(what: string, query: object) {
  return ["get", `/api/v1/analytics/${what}`, { params: { query } }] as const;
}

/** Return what the server told; a table, which it could be as well, was not asked for. */
function told<Shape>({ data, error }: { data?: Shape | string; error?: unknown }): Shape {
  if (!data || typeof data === "string") throw error;
  return data;
}

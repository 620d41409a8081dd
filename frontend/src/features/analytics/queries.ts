/** What the analytics asks the server. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, manners, workspaceId } from "../../api/client";
import type { TopFrame, TransactionsFrame, VolumeFrame } from "./api-shapes";
import type { Span } from "./days";
import type { AnalyticsSearch, Cut, Sort, Subject } from "./search";

type Narrowing = Pick<AnalyticsSearch, "bundle" | "group" | "connection" | "connector">;

/** What every number is asked with. */
export interface Asked extends Span, Narrowing {
  by: Cut;
}

export interface TopAsked extends Span, Narrowing {
  of: Subject;
  sort: Sort;
}

const TOP = 20;
const AGAIN_MS = 60_000;

/** Runs by their ends, transactions and how long they took, piece by piece. */
export const transactionsQuery = (asked: Asked) =>
  asking<TransactionsFrame>("transactions", { ...asked });
/** Bytes in and out, and empty polls, piece by piece. */
export const volumeQuery = (asked: Asked) => asking<VolumeFrame>("volume", { ...asked });
/** The biggest of a kind. */
export const topQuery = (asked: TopAsked) => asking<TopFrame>("top", { ...asked, limit: TOP });

export const namesQuery = () => api.queryOptions("get", "/api/v1/bundles/names");
export const groupsQuery = () => api.queryOptions("get", "/api/v1/groups");
export const connectorsQuery = () => api.queryOptions("get", "/api/v1/connectors");
export const connectionsQuery = () =>
  api.queryOptions("get", "/api/v1/connections", { params: { query: { limit: 200 } } });

/** Return the address of the same numbers as a file. */
export function fileOf(what: "transactions" | "volume", asked: Asked): string;
export function fileOf(what: "top", asked: TopAsked): string;
export function fileOf(what: string, asked: Asked | TopAsked): string {
  const workspace = workspaceId();
  return addressOf(what, { ...asked, format: "csv", ...(workspace ? { workspace } : {}) });
}

function asking<Frame>(what: string, asked: object) {
  return queryOptions({
    queryKey: ["get", `/api/v1/analytics/${what}`, { params: { query: asked } }],
    queryFn: async ({ signal }): Promise<Frame> => {
      const answer = await fetch(addressOf(what, asked), { headers: manners(false), signal });
      const said = await answer.json();
      if (!answer.ok) throw said;
      return said;
    },
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
  });
}

function addressOf(what: string, asked: object): string {
  const said = Object.entries(asked).filter(([, value]) => value !== undefined);
  return `/api/v1/analytics/${what}?${new URLSearchParams(said.map(([name, value]) => [name, String(value)]))}`;
}

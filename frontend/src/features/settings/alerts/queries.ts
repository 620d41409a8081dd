/** What is watched for, who hears of it, and what is the matter now. */
import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { api, type Shapes } from "../../../api/client";
import { everyConnectionQuery } from "../../../api/lists";

export type Alert = Shapes["AlertShape"];
export type Channel = Shapes["ChannelShape"];
export type Rule = Shapes["RuleShape"];
export type Event = Shapes["AlertEvent"];
export type ChannelKind = Shapes["AlertChannelKind"];

const MANY = { params: { query: { limit: 200 } } } as const;
const SOON_MS = 30_000;

export const openAlertsQuery = () =>
  api.queryOptions(
    "get",
    "/api/v1/alerts",
    { params: { query: { state: "open", limit: 100 } } },
    { refetchInterval: SOON_MS },
  );

export const channelsQuery = () => api.queryOptions("get", "/api/v1/alerts/channels", MANY);
export const rulesQuery = () => api.queryOptions("get", "/api/v1/alerts/rules", MANY);
export const bundleNamesQuery = () => api.queryOptions("get", "/api/v1/bundles/names");

export const connectionsOfQuery = (connector: string) =>
  queryOptions({
    ...everyConnectionQuery(),
    select: (all) => all.filter((one) => one.connector === connector),
  });

export function useAcknowledge() {
  const cache = useQueryClient();
  return api.useMutation("post", "/api/v1/alerts/{id}/acknowledge", {
    onSuccess: () => cache.invalidateQueries({ queryKey: ["get", "/api/v1/alerts"] }),
  });
}

/** Return how to forget what was known of rules and channels: each tells of the other. */
function useRenew(): () => Promise<void> {
  const cache = useQueryClient();
  return async () => {
    await cache.invalidateQueries({ queryKey: ["get", "/api/v1/alerts/channels"] });
    await cache.invalidateQueries({ queryKey: ["get", "/api/v1/alerts/rules"] });
    await cache.invalidateQueries({ queryKey: ["get", "/api/v1/alerts"] });
  };
}

export function useMakeChannel() {
  return api.useMutation("post", "/api/v1/alerts/channels", { onSuccess: useRenew() });
}

export function useChangeChannel() {
  return api.useMutation("patch", "/api/v1/alerts/channels/{id}", { onSuccess: useRenew() });
}

export function useDeleteChannel() {
  return api.useMutation("delete", "/api/v1/alerts/channels/{id}", { onSuccess: useRenew() });
}

export function useTestChannel() {
  return api.useMutation("post", "/api/v1/alerts/channels/{id}/test");
}

export function useMakeRule() {
  return api.useMutation("post", "/api/v1/alerts/rules", { onSuccess: useRenew() });
}

export function useChangeRule() {
  return api.useMutation("patch", "/api/v1/alerts/rules/{id}", { onSuccess: useRenew() });
}

export function useDeleteRule() {
  return api.useMutation("delete", "/api/v1/alerts/rules/{id}", { onSuccess: useRenew() });
}

export function useMuteRule() {
  return api.useMutation("post", "/api/v1/alerts/rules/{id}/mute", { onSuccess: useRenew() });
}

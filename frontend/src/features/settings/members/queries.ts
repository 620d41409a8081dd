/** Who is in the workspace, and as what. */
import { useQueryClient } from "@tanstack/react-query";
import { api, type Shapes } from "../../../api/client";
import { meQuery } from "../../../api/me";

export type Member = Shapes["Member"];

export const membersQuery = () =>
  api.queryOptions("get", "/api/v1/members", { params: { query: { limit: 200 } } });

/** Return how to forget what was known of members, oneself among them. */
function useRenew(): () => Promise<void> {
  const cache = useQueryClient();
  return async () => {
    await cache.invalidateQueries(membersQuery());
    await cache.invalidateQueries(meQuery());
  };
}

export function useInvite() {
  return api.useMutation("post", "/api/v1/members", { onSuccess: useRenew() });
}

export function useChangeRole() {
  return api.useMutation("patch", "/api/v1/members/{id}", { onSettled: useRenew() });
}

export function useRemoveMember() {
  return api.useMutation("delete", "/api/v1/members/{id}", { onSuccess: useRenew() });
}

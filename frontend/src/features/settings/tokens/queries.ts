/** What programs call with. */
import { useQueryClient } from "@tanstack/react-query";
import { api, type Shapes } from "../../../api/client";

export type Token = Shapes["Token"];

export const tokensQuery = () =>
  api.queryOptions("get", "/api/v1/tokens", { params: { query: { limit: 200 } } });

export function useMakeToken() {
  const cache = useQueryClient();
  return api.useMutation("post", "/api/v1/tokens", {
    onSuccess: () => cache.invalidateQueries(tokensQuery()),
  });
}

export function useRevokeToken() {
  const cache = useQueryClient();
  return api.useMutation("delete", "/api/v1/tokens/{id}", {
    onSuccess: () => cache.invalidateQueries(tokensQuery()),
  });
}

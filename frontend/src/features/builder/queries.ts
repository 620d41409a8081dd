/** What the builder asks the server. */
import { queryOptions } from "@tanstack/react-query";
import { api, type Shapes, server } from "../../api/client";

const AN_HOUR = 3_600_000;

export const bundleQuery = (id: string) =>
  api.queryOptions("get", "/api/v1/bundles/{id}", { params: { path: { id } } });

export const connectorsQuery = () =>
  api.queryOptions("get", "/api/v1/connectors", {}, { staleTime: AN_HOUR });

/** One service whole: triggers and actions with their fields. */
export const connectorQuery = (slug: string) =>
  api.queryOptions(
    "get",
    "/api/v1/connectors/{slug}",
    { params: { path: { slug } } },
    { staleTime: AN_HOUR, enabled: slug !== "" },
  );

/** Every connection of the workspace, however many pages that takes. */
export const everyConnectionQuery = () =>
  queryOptions({
    // Under the same path as every list of connections, so that what renews those renews this.
    queryKey: ["get", "/api/v1/connections", "every"],
    queryFn: async () => {
      const found: Shapes["ConnectionShape"][] = [];
      let cursor: string | undefined;
      do {
        const { data, error } = await server.GET("/api/v1/connections", {
          params: { query: { limit: 200, cursor } },
        });
        if (error) throw error;
        found.push(...(data?.results ?? []));
        cursor = cursorOf(data?.next);
      } while (cursor);
      return found;
    },
  });

function cursorOf(next: string | null | undefined): string | undefined {
  return next
    ? (new URL(next, location.origin).searchParams.get("cursor") ?? undefined)
    : undefined;
}

/** What the builder asks the server. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, type Shapes, server } from "../../api/client";
import type { Draft } from "./definition";
import { type Findings, findingsOf } from "./mistakes";

export type Bundle = Shapes["BundleShape"];

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

/** The values to build with: the trigger's sample, and what each step gave. */
export const samplesQuery = (id: string) =>
  api.queryOptions("get", "/api/v1/bundles/{id}/samples", { params: { path: { id } } });

/** What keeps the draft of this revision from being published, kept at the steps. */
export const checkQuery = (id: string, revision: number, draft: Draft) =>
  queryOptions({
    queryKey: ["get", "/api/v1/bundles/{id}/check", id, revision],
    queryFn: async (): Promise<Findings> => {
      const { data, error } = await server.GET("/api/v1/bundles/{id}/check", {
        params: { path: { id } },
      });
      if (error) throw error;
      return findingsOf(draft, data?.mistakes ?? []);
    },
    placeholderData: keepPreviousData,
    // A mistake stands while the very object it is about does.
    structuralSharing: false,
  });

/** Save a draft that is based on a revision; throws the server's problem. */
export async function saveDraft(id: string, draft: Draft, revision: number): Promise<Bundle> {
  const { data, error } = await server.PATCH("/api/v1/bundles/{id}", {
    params: { path: { id } },
    body: { definition: { ...draft }, revision },
  });
  if (!data) throw error;
  return data;
}

/** Resending one row: what it would do. */
import { queryOptions } from "@tanstack/react-query";
import type { Shapes } from "../../../api/client";
import type { How } from "../jobs/queries";
import { ask } from "../wire";

/** What a step that would run again would be sent, beside what it was sent. */
export interface NewStep {
  id: string;
  path: string;
  input: unknown;
  old_input: unknown;
  error: Shapes["ErrorShape"] | null;
}

export type Preview = Omit<Shapes["PreviewShape"], "new"> & {
  new: Shapes["NewShape"] & { event?: unknown; steps?: NewStep[] };
};

/** What resending a row would do. */
export const previewQuery = (id: string, mode: How["mode"] = "failed_step") =>
  queryOptions({
    queryKey: ["journal", "row", id, "resend", mode],
    queryFn: ({ signal }) =>
      ask<Preview>("GET", `/api/v1/journal/${id}/resend`, {
        query: mode === "start" ? { mode } : {},
        signal,
      }),
  });

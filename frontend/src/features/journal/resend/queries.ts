/** Resending one row: what it would do. */
import { api } from "../../../api/client";
import type { How } from "../jobs/queries";

export const previewQuery = (id: string, mode: How["mode"] = "failed_step") =>
  api.queryOptions("get", "/api/v1/journal/{id}/resend", {
    params: { path: { id }, query: { mode } },
  });

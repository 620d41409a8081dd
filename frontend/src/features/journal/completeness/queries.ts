/** Asking a source again, to see whether anything is missing. */
import { server } from "../../../api/client";
import type { Job } from "../jobs/queries";

/** Begin to compare a bundle's source with what was delivered; resolves with the job. */
export async function check(bundle: string, from: string, to: string): Promise<Job> {
  const { data, error } = await server.POST("/api/v1/bundles/{id}/completeness", {
    params: { path: { id: bundle } },
    body: { from, to },
  });
  if (!data) throw error;
  return data;
}

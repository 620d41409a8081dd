/** Asking a source again, to see whether anything is missing. */
import type { Job } from "../jobs/queries";
import { ask } from "../wire";

/** Begin to compare a bundle's source with what was delivered; resolves with the job. */
export function check(bundle: string, from: string, to: string): Promise<Job> {
  return ask<Job>("POST", `/api/v1/bundles/${bundle}/completeness`, { body: { from, to } });
}

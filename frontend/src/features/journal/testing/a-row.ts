import type { LightRow } from "../queries";

/** A run that went well, but for what a test changes. */
export function aRow(changes: Partial<LightRow> = {}): LightRow {
  return {
    id: "row",
    kind: "run",
    code: "run_succeeded",
    message: "",
    actor: null,
    bundle: "bundle",
    version: null,
    connection: null,
    event: null,
    origin: null,
    key: null,
    subject: null,
    mode: "live",
    status: "succeeded",
    received_at: "2026-11-22T10:00:00Z",
    finished_at: "2026-11-22T10:00:01Z",
    transactions: 1,
    bytes_in: 0,
    bytes_out: 0,
    attempts: 1,
    resend_of: null,
    attempt: 1,
    error: null,
    steps: [],
    ...changes,
  };
}

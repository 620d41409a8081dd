import type { Row } from "../model";

/** A running bundle as the list gives it, but for what is said of it. */
export function aRow(changed: Partial<Row> = {}): Row {
  return {
    id: "01a20160-16dc-72b2-b5c6-000000000001",
    name: "Form to list",
    group: null,
    status: "running",
    status_reason: null,
    health: { points: 0, level: 0, slowed_by_s: 0, reason: null },
    trigger: {
      kind: "webhook",
      connector: "webhook",
      connection: null,
      event: "received",
      every_s: null,
    },
    connectors: ["webhook", "http"],
    revision: 1,
    version: 1,
    changed: false,
    waiting: { count: 0, since: null },
    last_run_at: null,
    errors_today: 0,
    transactions_today: 0,
    run_until: null,
    is_confidential: false,
    created_at: "2026-03-01T00:00:00Z",
    updated_at: "2026-03-01T00:00:00Z",
    ...changed,
  };
}

/** What of the page of connections is in its address. */
import type { Shapes } from "../../api/client";

export const STATUSES = ["works", "needs_login", "failing", "untested"] as const satisfies Status[];
export type Status = Shapes["ConnectionStatus"];

export interface ConnectionsSearch {
  search?: string;
  /** The service, by slug. */
  connector?: string;
  status?: Status;
  /** Whose panel is open. */
  connection?: string;
  /** How a sign-in at a service ended: the code that the way back carries. */
  login?: string;
}

const TEXTS = ["search", "connector", "connection", "login"] as const;

export function readConnectionsSearch(raw: Record<string, unknown>): ConnectionsSearch {
  const read: ConnectionsSearch = {};
  for (const name of TEXTS) {
    const value = raw[name];
    if (typeof value === "string" && value) read[name] = value;
  }
  const status = STATUSES.find((one) => one === raw.status);
  return status ? { ...read, status } : read;
}

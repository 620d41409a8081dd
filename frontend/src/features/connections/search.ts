/** What of this page is in its address. */
export interface ConnectionsSearch {
  search?: string;
}

export function readConnectionsSearch(raw: Record<string, unknown>): ConnectionsSearch {
  return typeof raw.search === "string" ? { search: raw.search } : {};
}

/** What of this page is in its address. */
export interface BundlesSearch {
  search?: string;
}

export function readBundlesSearch(raw: Record<string, unknown>): BundlesSearch {
  return typeof raw.search === "string" ? { search: raw.search } : {};
}

/** What of this page is in its address. */
export interface JournalSearch {
  search?: string;
}

export function readJournalSearch(raw: Record<string, unknown>): JournalSearch {
  return typeof raw.search === "string" ? { search: raw.search } : {};
}

/** What of the list of bundles is in its address: what is searched for, and the two tabs. */
const STATUSES = ["running", "paused", "migration", "blocked", "deleted"] as const;
export type Status = (typeof STATUSES)[number];

export interface BundlesSearch {
  /** Part of a name, or of the name of a service. */
  search?: string;
  /** A group's id, or `none`. */
  group?: string;
  status?: Status;
}

const ID = /^[0-9a-f-]{36}$/i;

/** Read an address; what it may not say is left out. */
export function readBundlesSearch(raw: Record<string, unknown>): BundlesSearch {
  const search = textOf(raw.search);
  const group = textOf(raw.group);
  const status = STATUSES.find((one) => one === raw.status);
  return {
    ...(search ? { search } : {}),
    ...(group && (group === "none" || ID.test(group)) ? { group } : {}),
    ...(status ? { status } : {}),
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value.trim() : "";
}

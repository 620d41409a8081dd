/** What differs between two payloads, part by part: pure, no React. */
import { childrenOf } from "../../../ui/json-tree/model";

export interface Difference {
  /** Where the part stands, as a mapping would name it; empty for a value without parts. */
  path: string;
  kind: "same" | "changed" | "added" | "removed";
  old: unknown;
  new: unknown;
}

/** Compare two JSON values; parts stand in the order of the new one, what is gone where it stood. */
export function differencesOf(old: unknown, fresh: unknown): Difference[] {
  const before = new Map(leavesOf(old, ""));
  const after = new Map(leavesOf(fresh, ""));
  return merged([...before.keys()], [...after.keys()]).map((path) => ({
    path,
    kind: kindOf(before, after, path),
    old: before.get(path),
    new: after.get(path),
  }));
}

function kindOf(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
  path: string,
): Difference["kind"] {
  if (!before.has(path)) return "added";
  if (!after.has(path)) return "removed";
  // Parts without parts: equal in writing is equal.
  return JSON.stringify(before.get(path)) === JSON.stringify(after.get(path)) ? "same" : "changed";
}

function* leavesOf(value: unknown, path: string): Generator<[path: string, value: unknown]> {
  const parts = childrenOf(value, path);
  if (parts.length === 0 && (path || (value !== null && value !== undefined))) yield [path, value];
  for (const part of parts) yield* leavesOf(part.value, part.path);
}

/** Put what is gone right behind what stood before it. */
function merged(old: readonly string[], fresh: readonly string[]): string[] {
  const kept = new Set(fresh);
  const behind = new Map<string | null, string[]>();
  let last: string | null = null;
  for (const path of old) {
    if (kept.has(path)) last = path;
    else behind.set(last, [...(behind.get(last) ?? []), path]);
  }
  return [
    ...(behind.get(null) ?? []),
    ...fresh.flatMap((path) => [path, ...(behind.get(path) ?? [])]),
  ];
}

/** Which answers of the server are out of date after what changed. */
import type { Shapes } from "../../api/client";

export type News = Partial<
  Pick<Shapes["ChangesShape"], "alerts" | "bundles" | "connections" | "jobs" | "journal">
> & { reset?: boolean };

const API = "/api/v1";
const NOUNS = ["bundles", "connections", "alerts"] as const;
/** Lists that tell of other things than their own. */
const TELL_OF_BUNDLES = [`${API}/groups`];

export interface Touched {
  everything: boolean;
  /** Addresses of which every answer is old. */
  paths: ReadonlySet<string>;
  /** Ids of which every answer is old. */
  ids: ReadonlySet<string>;
  /** Nouns of which all is old. */
  nouns: ReadonlySet<string>;
}

export const NOTHING: Touched = {
  everything: false,
  paths: new Set(),
  ids: new Set(),
  nouns: new Set(),
};

/** Add to what is old already what some news makes old. */
export function touchedBy(news: News, before: Touched = NOTHING): Touched {
  const things = NOUNS.filter((noun) => news[noun]?.all || news[noun]?.ids.length);
  const jobs = news.jobs?.rows ?? [];
  // A run that ended changes what its bundle did today.
  const hasRun = news.journal?.rows.some(({ bundle }) => bundle) ?? false;
  return {
    everything: before.everything || news.reset === true,
    paths: new Set([
      ...before.paths,
      ...things.flatMap(listsOf),
      ...(hasRun ? [`${API}/bundles`] : []),
      ...(jobs.length > 0 ? [`${API}/jobs`] : []),
    ]),
    ids: new Set([
      ...before.ids,
      ...things.flatMap((noun) => news[noun]?.ids ?? []),
      ...jobs.map(({ id }) => id),
    ]),
    nouns: new Set([...before.nouns, ...things.filter((noun) => news[noun]?.all)]),
  };
}

function listsOf(noun: (typeof NOUNS)[number]): string[] {
  const own = [`${API}/${noun}`, `${API}/${noun}/counts`, `${API}/${noun}/names`];
  const more = noun === "bundles" ? TELL_OF_BUNDLES : [`${API}/${noun}/health`];
  return [...own, ...more];
}

/** Tell whether an answer of the server is out of date; keys are `[method, path, asked]`. */
export function isOld(touched: Touched, key: readonly unknown[]): boolean {
  const [method, path, asked] = key;
  if (method !== "get" || typeof path !== "string" || path === `${API}/me`) return false;
  if (touched.everything || touched.paths.has(path)) return true;
  if (path.startsWith(`${API}/`) && touched.nouns.has(path.split("/")[3] ?? "")) return true;
  return mentionedIds(asked).some((id) => touched.ids.has(id));
}

function mentionedIds(asked: unknown): string[] {
  if (typeof asked === "string") return [asked];
  if (typeof asked !== "object" || asked === null) return [];
  const params = "params" in asked ? asked.params : undefined;
  const path = isObject(params) && "path" in params ? params.path : undefined;
  return isObject(path)
    ? Object.values(path).filter((value): value is string => typeof value === "string")
    : [];
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

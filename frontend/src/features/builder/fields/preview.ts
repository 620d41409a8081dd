/** What fields, conditions and lists come to with the samples: asked while one types, in few requests. */
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type Shapes, server } from "../../../api/client";
import { useMay } from "../../../api/me";
import type { Condition, Json } from "../definition";
import { type Samples, useDraft } from "../draft";

export type FieldPreview = Shapes["FieldPreview"];

const PAUSE_MS = 200;
const TOGETHER_MS = 15;
const FRESH_MS = 30_000;

interface Batch {
  fields: Map<string, Json>;
  answer: Promise<Shapes["BundlePreview"]>;
}

const open = new Map<string, Batch>();

/** Ask for one field; what is asked for the same step in the same moment goes in one request. */
async function askField(bundle: string, at: string, name: string, value: Json) {
  const place = `${bundle} ${at}`;
  const known = open.get(place);
  const isFree = known && (!known.fields.has(name) || known.fields.get(name) === value);
  const batch = isFree ? known : newBatch(bundle, at, place);
  batch.fields.set(name, value);
  return (await batch.answer).fields[name] ?? null;
}

function newBatch(bundle: string, at: string, place: string): Batch {
  const fields = new Map<string, Json>();
  const answer = new Promise((resolve) => setTimeout(resolve, TOGETHER_MS)).then(() => {
    if (open.get(place) === batch) open.delete(place);
    return ask(bundle, { at, fields: Object.fromEntries(fields) });
  });
  const batch: Batch = { fields, answer };
  open.set(place, batch);
  return batch;
}

async function ask(bundle: string, body: Shapes["BundlePreviewWishRequest"]) {
  const { data, error } = await server.POST("/api/v1/bundles/{id}/preview", {
    params: { path: { id: bundle } },
    body,
  });
  if (!data) throw error;
  return data;
}

const versions = new WeakMap<Samples, number>();
let latest = 0;

/** Return a number that is another one for other samples. */
function versionOf(samples: Samples): number {
  const known = versions.get(samples);
  if (known !== undefined) return known;
  latest += 1;
  versions.set(samples, latest);
  return latest;
}

function usePlace(at: string) {
  const { bundleId, samples } = useDraft();
  // A viewer asks the server to work nothing out.
  const mayAsk = useMay("operator");
  return { bundleId, mayAsk, key: ["builder preview", bundleId, at, versionOf(samples)] };
}

const MANNERS = { staleTime: FRESH_MS, gcTime: 2 * FRESH_MS, retry: false } as const;

/** Return what a field comes to, null while nothing is entered; an old answer stays till the next. */
export function useFieldPreview(at: string, name: string, value: Json): FieldPreview | null {
  const { bundleId, mayAsk, key } = usePlace(at);
  const [settled] = useDebouncedValue(value, PAUSE_MS);
  const isEmpty = settled === "" || settled === null;
  const { data } = useQuery({
    ...MANNERS,
    queryKey: [...key, "field", name, settled],
    queryFn: () => askField(bundleId, at, name, settled),
    enabled: mayAsk && !isEmpty,
    placeholderData: keepPreviousData,
  });
  return isEmpty || value === "" ? null : (data ?? null);
}

/** Return whether a condition holds, and what each of its comparisons sees. */
export function useConditionPreview(at: string, when: Condition | undefined) {
  const { bundleId, mayAsk, key } = usePlace(at);
  const [settled] = useDebouncedValue(when, PAUSE_MS);
  const { data } = useQuery({
    ...MANNERS,
    queryKey: [...key, "when", settled],
    queryFn: async () => (await ask(bundleId, { at, when: { ...settled } })).when,
    enabled: mayAsk && settled !== undefined,
    placeholderData: keepPreviousData,
  });
  return when === undefined ? null : (data ?? null);
}

/** Return over what a loop would go. */
export function useListPreview(at: string, over: Json | undefined) {
  const { bundleId, mayAsk, key } = usePlace(at);
  const [settled] = useDebouncedValue(over, PAUSE_MS);
  const isEmpty = settled === undefined || settled === "";
  const { data } = useQuery({
    ...MANNERS,
    queryKey: [...key, "over", settled],
    queryFn: async () => (await ask(bundleId, { at, over: settled })).over,
    enabled: mayAsk && !isEmpty,
    placeholderData: keepPreviousData,
  });
  return isEmpty ? null : (data ?? null);
}

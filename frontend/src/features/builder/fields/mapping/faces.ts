/** How paths and values read to a person. */
import type { Format } from "../../../../i18n/format";
import type { Say } from "../../../../i18n/words";
import type { Json } from "../../definition";
import type { PillFace } from "./pills";
import type { Key, Pill } from "./template";
import type { NamedRoot } from "./use-roots";
import { lookUp } from "./values";

const SHORT = 80;

/** Return the keys below a root as people read them: "items › 1 › name". */
export function keysInWords(keys: readonly Key[]): string {
  return keys.map((key) => (typeof key === "number" && key >= 0 ? key + 1 : key)).join(" › ");
}

/** Return a value on one short line. */
export function inShort(value: Json | undefined, say: Say): string {
  if (value === undefined || value === null || value === "")
    return say("builder.fields.result.empty");
  if (typeof value === "boolean") return say(value ? "builder.fields.yes" : "builder.fields.no");
  if (Array.isArray(value)) return say("ui.tree.list", { count: value.length });
  if (typeof value === "object") return say("ui.tree.object", { count: Object.keys(value).length });
  const text = String(value).replace(/\s+/g, " ");
  return text.length > SHORT ? `${text.slice(0, SHORT)}…` : text;
}

/** Return what is on a pill, and what is told when it is pointed at. */
export function faceOf(pill: Pill, roots: readonly NamedRoot[], say: Say): PillFace {
  const functions = pill.calls.length;
  const [first, ...rest] = pill.keys ?? [];
  const root = roots.find(({ name }) => name === first);
  if (first === undefined)
    return { label: pill.operand, functions, hint: pill.operand, isKnown: true };
  if (!root)
    return { label: [first, ...rest].join(" › "), functions, hint: String(first), isKnown: false };
  const path = [root.title, ...(rest.length > 0 ? [keysInWords(rest)] : [])].join(" › ");
  const value = sampleOf(pill, roots);
  const hint = say("builder.fields.pill.of", { path, value: inShort(value, say) });
  return { label: labelOf(root, rest), functions, hint, isKnown: true };
}

function labelOf(root: NamedRoot, rest: readonly Key[]): string {
  const at = rest.findLastIndex((key) => typeof key === "string");
  const tail = keysInWords(rest.slice(Math.max(at, 0)));
  if (!tail) return root.title;
  return root.kind === "trigger" || root.kind === "step"
    ? `${root.short}. ${tail}`
    : `${root.short} › ${tail}`;
}

/** Return what a pill's path leads to in the samples, before any function. */
export function sampleOf({ keys }: Pill, roots: readonly NamedRoot[]): Json | undefined {
  const root = roots.find(({ name }) => name === keys?.[0]);
  if (!root || root.sample === undefined) return undefined;
  return lookUp({ [root.name]: root.sample }, keys ?? []);
}

/** Return a worked-out value as it is shown under a field. */
export function resultText(value: Json, text: string, say: Say, format: Format): string {
  if (typeof value === "boolean") return say(value ? "builder.fields.yes" : "builder.fields.no");
  if (typeof value === "number") return format.number(value);
  return text === "" ? say("builder.fields.result.empty") : text;
}

/** The values that can be put into a field: those of earlier steps, with what they hold in the sample. */
import { asking } from "../../../../ui/searching";
import type { Json } from "../../definition";
import type { Key } from "./template";

/** A value to choose, with the way to it. */
export interface Offer {
  keys: Key[];
  value: Json;
  /** How deep it stands under its root. */
  depth: number;
}

const DEEPEST = 6;
const MOST = 500;

/** Return a value and everything inside it, each before its parts; of a list its first item. */
export function offersIn(root: string, value: Json): Offer[] {
  const found: Offer[] = [];
  collect([root], value, found);
  return found;
}

function collect(keys: Key[], value: Json, found: Offer[]): void {
  if (found.length >= MOST) return;
  found.push({ keys, value, depth: keys.length - 1 });
  if (typeof value !== "object" || value === null || keys.length > DEEPEST) return;
  const parts: [Key, Json][] = Array.isArray(value)
    ? value.slice(0, 1).map((one, at) => [at, one])
    : Object.entries(value);
  for (const [key, part] of parts) collect([...keys, key], part, found);
}

/** Return the offers in whose path or value every word of the search occurs. */
export function searched(offers: readonly Offer[], search: string): Offer[] {
  const says = asking(search);
  return offers.filter(({ keys, value }) =>
    says(`${keys.join(" ")} ${isPart(value) ? "" : String(value ?? "")}`),
  );
}

function isPart(value: Json): boolean {
  return typeof value === "object" && value !== null;
}

/** Return what the keys lead to, undefined where the way ends; as the server looks. */
export function lookUp(scope: { [root: string]: Json }, keys: readonly Key[]): Json | undefined {
  return keys.reduce<Json | undefined>((value, key) => stepInto(value, key), scope);
}

function stepInto(value: Json | undefined, key: Key): Json | undefined {
  if (Array.isArray(value)) return inList(value, key);
  if (typeof value === "string") return key === "size" ? value.length : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  const name = String(key);
  if (Object.hasOwn(value, name)) return value[name];
  return name === "size" ? Object.keys(value).length : undefined;
}

function inList(list: Json[], key: Key): Json | undefined {
  if (typeof key === "number") return list.at(key);
  if (key === "size") return list.length;
  if (key === "first") return list[0];
  return key === "last" ? list.at(-1) : undefined;
}

export type Guess = "text" | "number" | "date" | "boolean" | "list" | "object" | "nothing";

const DATE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}|$)|^\d{1,2}\.\d{1,2}\.\d{4}/;

/** Guess what kind of value it is, for a person: digits in a text are a number. */
export function guess(value: Json | undefined): Guess {
  if (value === null || value === undefined || value === "") return "nothing";
  if (Array.isArray(value)) return "list";
  switch (typeof value) {
    case "string":
      return guessText(value);
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    default:
      return "object";
  }
}

function guessText(text: string): Guess {
  if (/^-?\d{1,15}([.,]\d+)?$/.test(text) && !/^0\d/.test(text)) return "number";
  return DATE.test(text) ? "date" : "text";
}

/** How a JSON value is laid out as a tree, and how its parts are named in `{{ … }}`. */

export type Kind = "text" | "number" | "flag" | "nothing" | "list" | "object";

export interface Child {
  /** The name in an object, the place in a list. */
  name: string | number;
  path: string;
  value: unknown;
}

const PLAIN_NAME = /^[\p{L}_][\p{L}\p{N}_-]*$/u;
const LONG_TEXT = 240;
const SHORT_TEXT = 60;

/** Items of a list that show at once, and how many each "more" adds. */
export const PAGE = 50;

export function kindOf(value: unknown): Kind {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "list";
  if (typeof value === "object") return "object";
  if (typeof value === "number" || typeof value === "bigint") return "number";
  return typeof value === "boolean" ? "flag" : "text";
}

/** Name a part of what `path` names, as a mapping would. */
export function childPath(path: string, name: string | number): string {
  if (typeof name === "number") return `${path}[${name}]`;
  if (PLAIN_NAME.test(name)) return path ? `${path}.${name}` : name;
  const quote = name.includes("'") ? '"' : "'";
  return `${path}[${quote}${name}${quote}]`;
}

/** Return the parts of a list or an object; nothing else has any. */
export function childrenOf(value: unknown, path: string): Child[] {
  if (Array.isArray(value)) {
    return value.map((one, at) => ({ name: at, path: childPath(path, at), value: one }));
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).map(([name, one]) => ({
    name,
    path: childPath(path, name),
    value: one,
  }));
}

/** Return what the clipboard gets: a text as it is, everything else as JSON. */
export function asText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "");
}

/** Return the beginning of a text that is too long to show whole, else null. */
export function foldedText(text: string): string | null {
  const lines = text.split("\n", 4);
  if (text.length <= LONG_TEXT && lines.length < 4) return null;
  return lines.slice(0, 3).join("\n").slice(0, LONG_TEXT).trimEnd();
}

/** Return a value in a few characters, for names that are read aloud. */
export function inShort(value: unknown): string {
  const text = asText(value).replaceAll(/\s+/g, " ");
  return text.length > SHORT_TEXT ? `${text.slice(0, SHORT_TEXT)}…` : text;
}

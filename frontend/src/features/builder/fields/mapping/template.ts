/** Text with `{{ pills }}` in it, read as the server reads it and written as people would. */

export type Key = string | number;

/** One argument as it is written: a quoted text, a number, a path; `name` before a colon. */
export interface Argument {
  name: string | null;
  source: string;
}

export interface Call {
  name: string;
  args: Argument[];
}

/** A pill we can show: where its value comes from, and what is done to it. */
export interface Pill {
  /** The path, or null where a constant stands. */
  keys: Key[] | null;
  /** The operand as it is written. */
  operand: string;
  calls: Call[];
}

/** A piece of a text; a pill that is beyond us (a range, a path in a path) has no `pill`. */
export interface Piece {
  from: number;
  to: number;
  source: string;
  pill: Pill | null;
}

const TOKENS =
  /\s+|"[^"]*"|'[^']*'|-?\d+(?:\.\d+)?(?![\w-])|[\p{L}_][\p{L}\p{N}_-]*\??|\.\.|[.|:,[\]()]/uy;
const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_]*$/;
const CONSTANTS = new Set(["true", "false", "nil", "null", "empty", "blank"]);

/** Return the pills of a text in order; what is never closed is text. */
export function pillsIn(text: string): Piece[] {
  const found: Piece[] = [];
  for (const match of text.matchAll(/\{\{([\s\S]*?)\}\}/g)) {
    const [source, inside = ""] = match;
    found.push({
      from: match.index,
      to: match.index + source.length,
      source,
      pill: readPill(inside),
    });
  }
  return found;
}

/** Return the pill when the text is exactly one; such a field keeps the type of its value. */
export function lonePill(text: string): Piece | null {
  const [only, ...more] = pillsIn(text);
  return only && more.length === 0 && only.source.length === text.length ? only : null;
}

/** Tell whether a value, however deep, has values of earlier steps in it. */
export function isMapped(value: unknown): boolean {
  if (typeof value === "string") return value.includes("{{") || value.includes("{%");
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(isMapped);
}

function readPill(inside: string): Pill | null {
  const words = tokensOf(inside.replace(/^-|-$/g, ""));
  if (!words) return null;
  const [operand = [], ...calls] = splitBy(words, "|");
  const read = calls.map(readCall);
  if (operand.length === 0 || read.includes(null)) return null;
  const keys = readPath(operand);
  if (!keys && !isConstant(operand)) return null;
  return { keys, operand: operand.join(""), calls: read.filter((one) => one !== null) };
}

function tokensOf(source: string): string[] | null {
  const words: string[] = [];
  TOKENS.lastIndex = 0;
  while (TOKENS.lastIndex < source.length) {
    const match = TOKENS.exec(source);
    if (!match) return null;
    if (match[0].trim()) words.push(match[0]);
  }
  return words;
}

function splitBy(words: string[], mark: string): string[][] {
  const parts: string[][] = [[]];
  for (const word of words) {
    if (word === mark) parts.push([]);
    else parts.at(-1)?.push(word);
  }
  return parts;
}

function readCall(words: string[]): Call | null {
  const [name, colon, ...rest] = words;
  if (!name || !/^[\p{L}_]/u.test(name)) return null;
  if (colon === undefined) return { name, args: [] };
  if (colon !== ":" || rest.length === 0) return null;
  const args = splitBy(rest, ",").map(readArgument);
  return args.includes(null) ? null : { name, args: args.filter((one) => one !== null) };
}

function readArgument(words: string[]): Argument | null {
  const [name, colon, ...rest] = words;
  if (!name) return null;
  const own = colon === ":" ? rest : words;
  if (!readPath(own) && !isConstant(own)) return null;
  return { name: colon === ":" ? name : null, source: own.join("") };
}

function isConstant(words: string[]): boolean {
  const [word = ""] = words;
  return words.length === 1 && (/^["'\d-]/.test(word) || CONSTANTS.has(word));
}

function readPath(words: string[]): Key[] | null {
  const [root, ...rest] = words;
  if (!root || !/^[\p{L}_]/u.test(root) || CONSTANTS.has(root)) return null;
  const keys: Key[] = [root];
  while (rest.length > 0) {
    const key = takeKey(rest);
    if (key === null) return null;
    keys.push(key);
  }
  return keys;
}

/** Take `.key` or `[key]` off the front. */
function takeKey(words: string[]): Key | null {
  const [mark, key, close] = words;
  if (mark === "." && key && /^[\p{L}\p{N}_]/u.test(key)) {
    words.splice(0, 2);
    return /^\d+$/.test(key) ? Number(key) : key;
  }
  if (mark !== "[" || key === undefined || close !== "]") return null;
  words.splice(0, 3);
  if (/^-?\d+$/.test(key)) return Number(key);
  return /^["']/.test(key) ? key.slice(1, -1) : null;
}

/** Return a path as it is written: `trigger.body["First name"]`. */
export function writePath(keys: readonly Key[]): string {
  return keys.map((key, at) => (at === 0 ? String(key) : writeKey(key))).join("");
}

function writeKey(key: Key): string {
  if (typeof key === "number") return `[${key}]`;
  return PLAIN_KEY.test(key) ? `.${key}` : `[${quoted(key)}]`;
}

/** Return a text between the quotes that it does not hold itself. */
export function quoted(text: string): string {
  return text.includes('"') ? `'${text.replaceAll("'", "’")}'` : `"${text}"`;
}

/** Return the text between the quotes; anything else as it is. */
export function unquoted(source: string): string {
  return /^(["']).*\1$/s.test(source) ? source.slice(1, -1) : source;
}

export function writePill({ operand, calls }: Pill): string {
  return `{{ ${[operand, ...calls.map(writeCall)].join(" | ")} }}`;
}

function writeCall({ name, args }: Call): string {
  if (args.length === 0) return name;
  const told = args.map(({ name: own, source }) => (own ? `${own}: ${source}` : source));
  return `${name}: ${told.join(", ")}`;
}

/** Return a new pill for a path. */
export function pillOf(keys: readonly Key[]): Pill {
  return { keys: [...keys], operand: writePath(keys), calls: [] };
}

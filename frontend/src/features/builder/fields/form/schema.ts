/** Reads the fields of a trigger or an action out of what its service declares. */
import type { Json } from "../../definition";

type FieldKind =
  | "text"
  | "text_long"
  | "integer"
  | "decimal"
  | "boolean"
  | "date"
  | "datetime"
  | "choice"
  | "list"
  | "object"
  | "any"
  | "url"
  | "email";

export interface FieldSpec {
  name: string;
  kind: FieldKind;
  title: string;
  help: string;
  isRequired: boolean;
  /** What the service takes when nothing is given. */
  fallback: Json;
  /** Fixed choices; of a list those of its items. */
  options: { value: string; label: string }[];
  /** Whether there are choices to be asked of the account. */
  isLive: boolean;
  /** The fields that the choices depend on. */
  needs: string[];
}

const KINDS: readonly FieldKind[] = [
  "text_long",
  "integer",
  "decimal",
  "boolean",
  "date",
  "datetime",
  "choice",
  "list",
  "object",
  "any",
  "url",
  "email",
];

type Raw = { [name: string]: unknown };

/** Return the declared fields, the required ones first. */
export function specsOf(schema: Raw): FieldSpec[] {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const specs = Object.entries(asObject(schema.properties)).map(([name, one]) =>
    specOf(name, asObject(one), required.includes(name)),
  );
  return specs.toSorted((one, other) => Number(other.isRequired) - Number(one.isRequired));
}

function specOf(name: string, raw: Raw, isRequired: boolean): FieldSpec {
  const labels = asObject(raw["x-labels"]);
  const values = asList(raw.enum ?? asObject(raw.items).enum).map(String);
  return {
    name,
    kind: KINDS.find((kind) => kind === raw["x-kind"]) ?? "text",
    title: asText(raw.title) || name,
    help: asText(raw.description),
    isRequired,
    fallback: isPlain(raw.default) ? raw.default : null,
    options: values.map((value) => ({ value, label: asText(labels[value]) || value })),
    isLive: raw["x-choices"] === "dynamic",
    needs: asList(raw["x-needs"]).map(String),
  };
}

const SHOWN_AT_LEAST = 4;

/** Part the fields into those one sees at once and those behind a button. */
export function folded(
  specs: readonly FieldSpec[],
  isFilled: (name: string) => boolean,
): { shown: FieldSpec[]; rest: FieldSpec[] } {
  const asked = specs.filter(({ name, isRequired }) => isRequired || isFilled(name));
  const room = Math.max(SHOWN_AT_LEAST - asked.length, 0);
  const others = specs.filter((one) => !asked.includes(one));
  // One field behind a button saves nobody anything.
  const more = others.length <= room + 1 ? others : others.slice(0, room);
  const isShown = (one: FieldSpec) => asked.includes(one) || more.includes(one);
  return {
    shown: specs.filter(isShown),
    rest: specs.filter((one) => !isShown(one)),
  };
}

/** Tell whether something is entered. */
export function isEntered(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === "") return false;
  if (typeof value !== "object") return true;
  return Object.keys(value).length > 0;
}

function asObject(value: unknown): Raw {
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value))
    : {};
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function isPlain(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

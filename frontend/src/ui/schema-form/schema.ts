/** Reads a form out of what a service declares: JSON Schema with the `x-` words of the catalogue. */

type FieldKind = "text" | "long" | "secret" | "number" | "flag" | "choice" | "url" | "email";

export interface FieldSpec {
  name: string;
  kind: FieldKind;
  title: string;
  help: string;
  isRequired: boolean;
  /** What the server takes when nothing is given. */
  fallback: string | number | boolean | null;
  options: { value: string; label: string }[];
}

/** What is in the inputs: texts, and switches. */
export type Inputs = Readonly<Record<string, string | boolean>>;

const KINDS: Record<string, FieldKind> = {
  secret: "secret",
  text_long: "long",
  integer: "number",
  decimal: "number",
  boolean: "flag",
  choice: "choice",
  url: "url",
  email: "email",
};

type Raw = Record<string, unknown>;

/** Return the declared fields, the required ones first. */
export function fieldsOf(schema: Raw): FieldSpec[] {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const fields = Object.entries(asObject(schema.properties)).map(([name, one]) =>
    fieldOf(name, asObject(one), required.includes(name)),
  );
  return fields.toSorted((one, other) => Number(other.isRequired) - Number(one.isRequired));
}

function fieldOf(name: string, raw: Raw, isRequired: boolean): FieldSpec {
  const labels = asObject(raw["x-labels"]);
  const values = Array.isArray(raw.enum) ? raw.enum.map(String) : [];
  const fallback = raw.default;
  return {
    name,
    kind: KINDS[asText(raw["x-kind"])] ?? "text",
    title: asText(raw.title) || name,
    help: asText(raw.description),
    isRequired,
    fallback: isScalar(fallback) ? fallback : null,
    options: values.map((value) => ({ value, label: asText(labels[value]) || value })),
  };
}

/** Return what the inputs show: what is known, else what the server would take. */
export function shown(fields: readonly FieldSpec[], known: Raw): Inputs {
  return Object.fromEntries(fields.map((field) => [field.name, inputOf(field, known[field.name])]));
}

function inputOf({ kind, fallback }: FieldSpec, known: unknown): string | boolean {
  if (kind === "flag") return Boolean(known ?? fallback ?? false);
  if (kind === "choice") return String(known ?? fallback ?? "");
  return isScalar(known) ? String(known) : "";
}

/** Return what to send: nothing for what is empty, numbers as numbers. */
export function entered(fields: readonly FieldSpec[], inputs: Inputs): Record<string, unknown> {
  const filled = fields.filter(({ name }) => (inputs[name] ?? "") !== "");
  return Object.fromEntries(filled.map((field) => [field.name, given(field, inputs[field.name])]));
}

/** Return what to send to change what is kept: null takes back what was emptied. */
export function changed(
  fields: readonly FieldSpec[],
  inputs: Inputs,
  known: Raw,
): Record<string, unknown> {
  const next = entered(fields, inputs);
  const differs = ({ name }: FieldSpec) => (next[name] ?? null) !== (known[name] ?? null);
  return Object.fromEntries(fields.filter(differs).map(({ name }) => [name, next[name] ?? null]));
}

function given(field: FieldSpec, input: string | boolean | undefined): unknown {
  if (field.kind !== "number" || typeof input !== "string") return input;
  const number = Number(input.replace(",", "."));
  // What is no number goes as it is: the server says what is wrong with it.
  return Number.isFinite(number) ? number : input;
}

function asObject(value: unknown): Raw {
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value))
    : {};
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function isScalar(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

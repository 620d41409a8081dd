/** A form of plain inputs for the fields that a service declares. */
import { asText, type Declared, declaredIn, isScalar, type Raw } from "../declared";

type FieldKind = "text" | "long" | "secret" | "number" | "flag" | "choice" | "url" | "email";

export interface FieldSpec extends Declared {
  kind: FieldKind;
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

/** Return the declared fields, the required ones first. */
export function fieldsOf(schema: Raw): FieldSpec[] {
  return declaredIn(schema, (raw) => ({ kind: KINDS[asText(raw["x-kind"])] ?? "text" }));
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

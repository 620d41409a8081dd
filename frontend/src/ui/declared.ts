/** Reads the fields that a service declares: JSON Schema with the `x-` words of the catalogue. */

export type Raw = { [name: string]: unknown };

export interface Declared {
  name: string;
  title: string;
  help: string;
  isRequired: boolean;
  /** What the server takes when nothing is given. */
  fallback: string | number | boolean | null;
  /** Fixed choices; of a list those of its items. */
  options: { value: string; label: string }[];
}

/** Return the declared fields, the required ones first, each with what else is read of it. */
export function declaredIn<More>(schema: Raw, more: (raw: Raw) => More): (Declared & More)[] {
  const required = asList(schema.required);
  const fields = Object.entries(asObject(schema.properties)).map(([name, one]) => {
    const raw = asObject(one);
    return { ...declared(name, raw, required.includes(name)), ...more(raw) };
  });
  return fields.toSorted((one, other) => Number(other.isRequired) - Number(one.isRequired));
}

function declared(name: string, raw: Raw, isRequired: boolean): Declared {
  const labels = asObject(raw["x-labels"]);
  const values = asList(raw.enum ?? asObject(raw.items).enum).map(String);
  return {
    name,
    title: asText(raw.title) || name,
    help: asText(raw.description),
    isRequired,
    fallback: isScalar(raw.default) ? raw.default : null,
    options: values.map((value) => ({ value, label: asText(labels[value]) || value })),
  };
}

/** Return a value as a list; what is none holds nothing. */
export function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Return a value as a text; what is none says nothing. */
export function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Tell whether a value is neither empty nor made of others. */
export function isScalar(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

function asObject(value: unknown): Raw {
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value))
    : {};
}

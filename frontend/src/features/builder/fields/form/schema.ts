/** Reads the fields of a trigger or an action out of what its service declares. */
import { asList, type Declared, declaredIn, type Raw } from "../../../../ui/declared";
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

export interface FieldSpec extends Declared {
  kind: FieldKind;
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

/** Return the declared fields, the required ones first. */
export function specsOf(schema: Raw): FieldSpec[] {
  return declaredIn(schema, (raw) => ({
    kind: KINDS.find((kind) => kind === raw["x-kind"]) ?? "text",
    isLive: raw["x-choices"] === "dynamic",
    needs: asList(raw["x-needs"]).map(String),
  }));
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

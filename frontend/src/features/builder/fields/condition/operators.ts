/** The operators of conditions as a person chooses among them. */
import type { Guess } from "../mapping/values";
import type { Operand } from "./condition";

export interface Operator {
  name: string;
  group: string;
  operand: Operand;
}

const OPERANDS: readonly Operand[] = [
  "none",
  "any",
  "text",
  "pattern",
  "list",
  "number",
  "pair",
  "date",
  "duration",
  "weekdays",
];

/** Read what the server lists; an operand that is new to us is written as text. */
export function readOperators(
  told: readonly { name: string; group: string; operand: string }[],
): Operator[] {
  return told.map(({ name, group, operand }) => ({
    name,
    group,
    operand: OPERANDS.find((known) => known === operand) ?? "text",
  }));
}

const SUITED: Record<Guess, readonly string[]> = {
  text: ["text"],
  number: ["number"],
  date: ["date"],
  boolean: ["boolean"],
  list: ["list"],
  object: [],
  nothing: ["text", "number", "date", "boolean", "list"],
};
const FOR_ANYTHING = ["filled", "empty", "equals", "not_equals", "in", "not_in"];

/** Part the operators into those that suit a kind of value, and all others. */
export function parted(all: readonly Operator[], kind: Guess): [Operator[], Operator[]] {
  const suits = ({ name, group }: Operator) =>
    SUITED[kind].includes(group) ||
    FOR_ANYTHING.includes(name) ||
    (name === "between" && kind === "date") ||
    (group === "any" && kind !== "list");
  return [all.filter(suits), all.filter((one) => !suits(one))];
}

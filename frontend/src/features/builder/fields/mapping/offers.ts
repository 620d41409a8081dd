/** What the menu of a field offers, and how its entries are told apart. */
import type { Shapes } from "../../../../api/client";
import { asking } from "../../../../ui/searching";
import { type Call, quoted } from "./template";
import type { NamedRoot } from "./use-roots";
import { type Offer, offersIn, searched } from "./values";

/** What the value of an entry begins with that is a function. */
export const FUNCTION = "ƒ";

export function functionsFor<One extends { name: string; help: string }>(
  all: readonly One[],
  search: string,
): One[] {
  const says = asking(search);
  return all.filter(({ name, help }) => says(`${name} ${help}`));
}

/** Return what of a root is offered; few want a whole run or error, what is inside has a meaning. */
export function offersFor({ name, sample, kind }: NamedRoot, search: string): Offer[] {
  const offers = sample === undefined ? [] : searched(offersIn(name, sample), search);
  return kind === "run" || kind === "error" ? offers.filter(({ depth }) => depth > 0) : offers;
}

const FIRST: Record<string, string> = { number: "1", whole: "1", date: "run.now" };

/** Return a function as it is first applied: with something for each argument that it needs. */
export function newCall(name: string, all: readonly Shapes["FunctionShape"][]): Call {
  const declared = all.find((one) => one.name === name)?.arguments ?? [];
  const args = declared
    .filter(({ required }) => required)
    .map(({ kind }) => ({ name: null, source: FIRST[kind] ?? quoted("") }));
  return { name, args };
}

/** What steps are called, and the line that tells most about each. */
import { useMemo } from "react";
import type { Shapes } from "../../api/client";
import { type Key, language, type Say, useWords } from "../../i18n/words";
import type { ActionStep, Condition, Draft, Json, Kind, Step } from "./definition";
import { type Drafting, serviceOf, useDraft } from "./draft";
import { walk } from "./places";

export interface Naming {
  /** A step's own name, else "Service · Action" or the word for its kind. */
  titleOf: (step: Step) => string;
  triggerTitle: () => string;
  /** The title of the step or trigger with this id; the id itself where nothing has it. */
  titleAt: (id: string) => string;
  /** The position a person counts: the trigger is 1. */
  numberOf: (id: string) => number;
  /** One line about what is set up; empty where nothing is. */
  detailOf: (step: Step) => string;
}

export const KIND_WORDS: Record<Kind, Key> = {
  action: "builder.kind.action",
  delay: "builder.kind.delay",
  filter: "builder.kind.filter",
  loop: "builder.kind.loop",
  respond: "builder.kind.respond",
  router: "builder.kind.router",
  stop: "builder.kind.stop",
};

const MOST_TELLING = 3;

type Known = Pick<Drafting, "catalog" | "connections" | "triggerService">;

export function useNaming(): Naming {
  const say = useWords();
  const { draft, catalog, connections, triggerService } = useDraft();
  return useMemo(
    () => namingOf(draft, { catalog, connections, triggerService }, say),
    [draft, catalog, connections, triggerService, say],
  );
}

export function namingOf(draft: Draft, known: Known, say: Say): Naming {
  const found = walk(draft);
  const numbers = new Map(found.map(({ step }, at) => [step.id, at + 2]));
  const steps = new Map(found.map(({ step }) => [step.id, step]));
  const titleOf = (step: Step) => step.name || plainTitle(step, known, say);
  const triggerTitle = () => titleOfTrigger(draft, known, say);
  return {
    titleOf,
    triggerTitle,
    titleAt: (id) => {
      const step = steps.get(id);
      if (step) return titleOf(step);
      return id === "trigger" ? triggerTitle() : id;
    },
    numberOf: (id) => numbers.get(id) ?? 1,
    detailOf: (step) => detailOf(step, say),
  };
}

function cardOf(
  catalog: Known["catalog"],
  slug: string | null,
): Shapes["ConnectorCard"] | undefined {
  return catalog.find((one) => one.slug === slug);
}

function plainTitle(step: Step, known: Known, say: Say): string {
  return step.kind === "action" ? titleOfAction(step, known, say) : say(KIND_WORDS[step.kind]);
}

function titleOfAction(step: ActionStep, known: Known, say: Say): string {
  const card = cardOf(known.catalog, serviceOf(known, step));
  if (!card) return step.action || say("builder.kind.action");
  const action = card.actions.find(({ name }) => name === step.action);
  return `${card.name} · ${action?.label ?? say("builder.choose_action")}`;
}

function titleOfTrigger({ trigger }: Draft, known: Known, say: Say): string {
  const card = cardOf(known.catalog, known.triggerService);
  if (card) {
    const event = card.triggers.find(({ name }) => name === trigger.event);
    return `${card.name} · ${event?.label ?? say("builder.choose_event")}`;
  }
  if (trigger.schedule) return say("builder.trigger.schedule");
  return say(trigger.event === "manual" ? "builder.trigger.manual" : "builder.trigger.none");
}

function detailOf(step: Step, say: Say): string {
  switch (step.kind) {
    case "action":
      return tellingFields(step);
    case "filter":
      return conditionLine(step.when, say);
    case "router":
      return say("builder.detail.branches", { count: step.branches.length });
    case "loop":
      return plain(step.over ?? null);
    case "delay":
      return lengthOf(step.for) ?? plain(step.until ?? step.for ?? null);
    case "stop":
      return say(`builder.result.${step.result ?? "succeeded"}`);
    case "respond":
      return plain(step.status ?? 200);
  }
}

const ISO = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const UNITS = ["week", "day", "hour", "minute", "second"];

/** Return an ISO 8601 length of time in words; null for anything else. */
function lengthOf(text: Json | undefined): string | null {
  const parts = typeof text === "string" ? ISO.exec(text)?.slice(1) : undefined;
  if (!parts?.some(Boolean)) return null;
  return parts
    .map((count, at) => count && wordsForUnit(Number(count), UNITS[at] ?? "second"))
    .filter(Boolean)
    .join(" ");
}

function wordsForUnit(count: number, unit: string): string {
  return new Intl.NumberFormat(language(), { style: "unit", unit, unitDisplay: "long" }).format(
    count,
  );
}

/** The first fields with values of earlier steps in them, else the first that is filled. */
function tellingFields({ fields = {} }: ActionStep): string {
  const texts = Object.values(fields).map(plain).filter(Boolean);
  const mapped = texts.filter((text) => text.includes("‹"));
  return mapped.length > 0 ? mapped.slice(0, MOST_TELLING).join(" · ") : (texts[0] ?? "");
}

function conditionLine(when: Condition | undefined, say: Say): string {
  const leaves = leavesOf(when);
  const first = leaves[0];
  if (!first) return "";
  if (leaves.length > 1) return say("builder.detail.conditions", { count: leaves.length });
  return comparisonLine(first, say);
}

/** Return a comparison in words: ‹email› contains shop. */
export function comparisonLine({ value = null, is, than = null }: Condition, say: Say): string {
  // The server names the operators; a word for each is in the catalogs.
  const operator = is ? say(`builder.fields.operator.${is}` as Key) : "";
  return [plain(value), operator, plain(than)].filter(Boolean).join(" ");
}

/** Return the comparisons of a condition, however deep. */
export function leavesOf(when: Condition | undefined): Condition[] {
  if (!when) return [];
  const inside = [...(when.all ?? []), ...(when.any ?? []), ...(when.not ? [when.not] : [])];
  if (inside.length > 0) return inside.flatMap(leavesOf);
  return when.value === undefined && when.is === undefined ? [] : [when];
}

/** Return a value as one short line, pills as ‹the last part of their path›. */
export function plain(value: Json): string {
  if (value === null) return "";
  if (typeof value === "string") {
    return value
      .replace(/\{\{\s*([^}|]*?)\s*(\|[^}]*)?\}\}/g, (_, path: string) => `‹${lastOf(path)}›`)
      .replace(/\s+/g, " ");
  }
  if (typeof value !== "object") return String(value);
  const first = Object.values(value).find((one) => plain(one) !== "");
  return first === undefined ? "" : plain(first);
}

function lastOf(path: string): string {
  const parts = path.split(/[.[\]]+/).map((part) => part.replace(/^["']|["']$/g, ""));
  return parts.filter(Boolean).at(-1) ?? path;
}

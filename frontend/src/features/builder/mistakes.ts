/** What the server finds wrong with a draft, kept at the step it is about. */
import type { Shapes } from "../../api/client";
import { type Draft, TRIGGER } from "./definition";
import { find, walk } from "./places";

/** A mistake at a step (or the trigger, or nothing but the bundle), at a path inside it. */
export interface Mistake {
  step: string | null;
  /** Where inside the step, without a leading slash: `fields/email`, `when/all/0/than`. */
  path: string;
  code: string;
  message: string;
}

/** Mistakes, and the draft they were found in. */
export interface Findings {
  draft: Draft;
  mistakes: readonly Mistake[];
}

/** Read mistakes as the server tells them, with paths into the bundle: `/definition/steps/0/…`. */
export function findingsOf(draft: Draft, told: readonly Shapes["MistakeShape"][]): Findings {
  const steps = walk(draft);
  const mistakes = told.map(({ path, code, message }) => {
    const inside = path.replace(/^\/definition/, "");
    const owner = steps.filter(({ pointer }) => isUnder(inside, pointer)).at(-1);
    if (owner) {
      return { step: owner.step.id, path: below(inside, owner.pointer), code, message };
    }
    if (isUnder(inside, "/trigger")) {
      return { step: TRIGGER, path: below(inside, "/trigger"), code, message };
    }
    return { step: null, path: inside.slice(1), code, message };
  });
  return { draft, mistakes };
}

function isUnder(path: string, pointer: string): boolean {
  return path === pointer || path.startsWith(`${pointer}/`);
}

function below(path: string, pointer: string): string {
  return path.slice(pointer.length + 1);
}

/** Return the mistakes that may still hold: nothing has changed where they are. */
export function standing({ draft: then, mistakes }: Findings, now: Draft): Mistake[] {
  if (then === now) return [...mistakes];
  return mistakes.filter((one) => valueAt(then, one) === valueAt(now, one) && isThere(now, one));
}

function isThere(draft: Draft, { step }: Mistake): boolean {
  return step === null || step === TRIGGER || find(draft, step) !== undefined;
}

function valueAt(draft: Draft, { step, path }: Mistake): unknown {
  const owner = step === null ? draft : step === TRIGGER ? draft.trigger : find(draft, step)?.step;
  return path
    .split("/")
    .filter(Boolean)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>(
      (value, key) =>
        typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined,
      owner,
    );
}

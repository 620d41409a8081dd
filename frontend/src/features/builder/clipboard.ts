/** Steps as text for the system's clipboard, and back. */
import type { Draft, Step } from "./definition";
import { find } from "./places";

const MARK = "svyazka.steps";
const KINDS: readonly string[] = [
  "filter",
  "action",
  "router",
  "loop",
  "delay",
  "stop",
  "respond",
] satisfies Step["kind"][];

export function asText(draft: Draft, id: string): string | null {
  const step = find(draft, id)?.step;
  return step ? JSON.stringify({ [MARK]: [step] }, null, 1) : null;
}

/** Return the steps in a text; null when it is not what we copied. */
export function fromText(text: string): Step[] | null {
  if (!text.includes(MARK)) return null;
  try {
    const found: unknown = JSON.parse(text);
    const steps = typeof found === "object" && found ? Reflect.get(found, MARK) : null;
    return Array.isArray(steps) && steps.every(isStep) ? steps : null;
  } catch {
    return null;
  }
}

function isStep(value: unknown): value is Step {
  if (typeof value !== "object" || value === null) return false;
  const { id, kind, steps, branches } = value as Partial<Record<string, unknown>>;
  if (typeof id !== "string" || typeof kind !== "string" || !KINDS.includes(kind)) return false;
  if (kind === "loop") return Array.isArray(steps) && steps.every(isStep);
  return kind !== "router" || (Array.isArray(branches) && branches.every(isBranch));
}

function isBranch(value: unknown): boolean {
  const steps: unknown = typeof value === "object" && value ? Reflect.get(value, "steps") : null;
  return Array.isArray(steps) && steps.every(isStep);
}

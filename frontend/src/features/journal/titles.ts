/** How steps are called: by their own name, else "Service · what it does". */
import type { Shapes } from "../../api/client";
import type { Say } from "../../i18n/words";
import type { StepRow } from "./queries";

/** As much of a step of a definition as its name takes. */
interface RawStep {
  id?: string;
  kind?: string;
  name?: string;
  action?: string;
  steps?: RawStep[];
  branches?: { steps?: RawStep[] }[];
  on_error?: unknown;
}

export interface StepTitle {
  title: string;
  connector: string | null;
  connection: string | null;
}

/** Return the steps of a definition by their ids. */
export function stepsById(definition: unknown): Map<string, RawStep> {
  return new Map([...walk(stepsIn(definition))].map((step) => [step.id ?? "", step]));
}

/** Name a step of a run, which was built as `raw`, where that is known. */
export function titleOf(
  { kind, connector, connection }: StepRow,
  raw: RawStep | undefined,
  connectors: readonly Shapes["ConnectorCard"][],
  say: Say,
): StepTitle {
  const service = connectors.find(({ slug }) => slug === connector);
  const deed = service?.actions.find(({ name }) => name === raw?.action);
  const what = [service?.name, deed?.label ?? raw?.action].filter(Boolean).join(" · ");
  return { title: raw?.name || what || kindWords(kind, say), connector, connection };
}

/** Name a kind of step. */
export function kindWords(kind: string | null | undefined, say: Say): string {
  switch (kind) {
    case "filter":
    case "router":
    case "loop":
    case "delay":
    case "stop":
    case "respond":
    case "action":
      return say(`journal.kind.${kind}`);
    default:
      return say("journal.kind.step");
  }
}

function* walk(steps: readonly RawStep[]): Generator<RawStep> {
  for (const step of steps) {
    yield step;
    yield* walk(stepsIn(step));
    for (const branch of step.branches ?? []) yield* walk(stepsIn(branch));
    yield* walk(stepsIn(step.on_error));
  }
}

function stepsIn(holder: unknown): RawStep[] {
  const steps = typeof holder === "object" && holder !== null && "steps" in holder && holder.steps;
  return Array.isArray(steps) ? steps : [];
}

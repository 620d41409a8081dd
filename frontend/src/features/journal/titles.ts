/** How steps are called: by their own name, else "Service · what it does". */
import type { Shapes } from "../../api/client";
import type { Say } from "../../i18n/words";

interface RawStep {
  id?: string;
  kind?: string;
  name?: string;
  connection?: string;
  /** Of an action that needs no connection. */
  connector?: string;
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

interface Known {
  connections: readonly Shapes["ConnectionShape"][];
  connectors: readonly Shapes["ConnectorCard"][];
}

/** Name every step of a definition, by step id. */
export function titlesOf(definition: unknown, known: Known, say: Say): Map<string, StepTitle> {
  const titles = new Map<string, StepTitle>();
  for (const step of walk(stepsIn(definition))) {
    if (step.id) titles.set(step.id, titleOf(step, known, say));
  }
  return titles;
}

function titleOf(step: RawStep, { connections, connectors }: Known, say: Say): StepTitle {
  const used = connections.find(({ id }) => id === step.connection);
  const slug = used?.connector ?? step.connector ?? null;
  const service = connectors.find((one) => one.slug === slug);
  const deed = service?.actions.find(({ name }) => name === step.action);
  const what = [service?.name, deed?.label ?? step.action].filter(Boolean).join(" · ");
  return {
    title: step.name || what || kindWords(step.kind, say),
    connector: slug,
    connection: step.connection ?? null,
  };
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

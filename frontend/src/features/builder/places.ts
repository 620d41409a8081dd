/** Where steps stand: sequences inside steps, pointers, and what each step can see. */
import { type Draft, type Step, TRIGGER } from "./definition";

/** A list of steps: the bundle's own (`parent` null), a loop's, a branch's, or those on error. */
export interface Sequence {
  parent: string | null;
  branch?: number;
}

/** Between which steps: before the one that now has this index. */
export interface Place extends Sequence {
  at: number;
}

export interface Inner {
  branch?: number;
  steps: Step[];
}

/** Return the lists of steps right inside a step. */
export function innersOf(step: Step): Inner[] {
  if (step.kind === "loop") return [{ steps: step.steps }];
  if (step.kind === "router") return step.branches.map(({ steps }, branch) => ({ branch, steps }));
  if (step.kind === "action" && typeof step.on_error === "object") {
    return [{ steps: step.on_error.steps }];
  }
  return [];
}

/** Return the step with one of its lists replaced. */
export function withInner(step: Step, branch: number | undefined, steps: Step[]): Step {
  if (step.kind === "loop") return { ...step, steps };
  if (step.kind === "action") return { ...step, on_error: { steps } };
  if (step.kind !== "router") return step;
  return {
    ...step,
    branches: step.branches.map((one, at) => (at === branch ? { ...one, steps } : one)),
  };
}

export interface Found {
  step: Step;
  place: Place;
  /** JSON pointer of the step in the definition. */
  pointer: string;
  /** How many steps it stands inside of. */
  depth: number;
}

/** Return every step with its place, each before the steps inside it. */
export function walk(draft: Draft): Found[] {
  return walkIn(draft.steps, { parent: null }, "/steps", 0);
}

function walkIn(steps: Step[], sequence: Sequence, pointer: string, depth: number): Found[] {
  return steps.flatMap((step, at) => {
    const here = `${pointer}/${at}`;
    const inside = innersOf(step).flatMap(({ branch, steps: inner }) =>
      walkIn(inner, { parent: step.id, branch }, innerPointer(here, step, branch), depth + 1),
    );
    return [{ step, place: { ...sequence, at }, pointer: here, depth }, ...inside];
  });
}

function innerPointer(here: string, step: Step, branch?: number): string {
  if (step.kind === "router") return `${here}/branches/${branch}/steps`;
  return step.kind === "action" ? `${here}/on_error/steps` : `${here}/steps`;
}

export function find(draft: Draft, id: string): Found | undefined {
  return walk(draft).find(({ step }) => step.id === id);
}

/** Return the steps of a sequence; none when its parent is gone. */
export function stepsIn(draft: Draft, { parent, branch }: Sequence): Step[] {
  if (parent === null) return draft.steps;
  const owner = find(draft, parent)?.step;
  return (owner && innersOf(owner).find((one) => one.branch === branch)?.steps) ?? [];
}

/** Tell whether a step is this one or stands somewhere inside it. */
export function isWithin(outer: Step, id: string): boolean {
  if (outer.id === id) return true;
  return innersOf(outer).some(({ steps }) => steps.some((one) => isWithin(one, id)));
}

/** Something a pill may begin with. */
export interface Root {
  name: string;
  kind: "trigger" | "step" | "item" | "index" | "error" | "run";
  /** The step whose output it is; for `item` and `index` the loop, for `error` what failed. */
  step?: Step;
}

/** Return the roots a step sees, in the order of the flow; every root for null. */
export function stepsBefore(draft: Draft, id: string | null): Root[] {
  const start: Root[] = [{ name: TRIGGER, kind: "trigger" }];
  const run: Root = { name: "run", kind: "run" };
  if (id === null) return [...start, ...walk(draft).map(({ step }) => rootOf(step)), run];
  if (id === TRIGGER) return [...start, run];
  const seen = rootsIn(draft.steps, start, id);
  return [...(seen.found ?? seen.after), run];
}

interface Sight {
  /** What the step looked for sees, once it was met. */
  found?: Root[];
  /** What a step behind this sequence sees. */
  after: Root[];
}

function rootsIn(steps: Step[], before: Root[], id: string): Sight {
  let after = before;
  for (const step of steps) {
    if (step.id === id) return { found: after, after };
    const sight = rootsInside(step, after, id);
    if (sight.found) return sight;
    after = [...sight.after, rootOf(step)];
  }
  return { after };
}

function rootsInside(step: Step, before: Root[], id: string): Sight {
  let after = before;
  for (const { steps } of innersOf(step)) {
    const seen = step.kind === "router" && step.mode === "all" ? after : before;
    const sight = rootsIn(steps, [...seen, ...ownRoots(step)], id);
    if (sight.found) return sight;
    // Only what a branch made can be seen behind the step; a loop keeps its passes to itself.
    if (step.kind === "router") after = [...after, ...sight.after.slice(seen.length)];
  }
  return { after };
}

function ownRoots(step: Step): Root[] {
  if (step.kind === "loop") {
    return [
      { name: "item", kind: "item", step },
      { name: "index", kind: "index", step },
    ];
  }
  return step.kind === "action" ? [{ name: "error", kind: "error", step }] : [];
}

function rootOf(step: Step): Root {
  return { name: step.id, kind: "step", step };
}

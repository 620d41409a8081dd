/** What differs between two drafts, step by step, as a person would tell it. */
import { type Draft, type Json, type Step, TRIGGER } from "../definition";
import { type Found, walk } from "../places";

export type Change =
  | { kind: "added" | "removed" | "moved"; step: Step }
  | {
      kind: "changed";
      /** The step as it is now; null for the trigger, and for the bundle itself. */
      step: Step | null;
      owner: string;
      /** `fields/email`, `when`, `name`, `branches`. */
      path: string;
      old: Json | undefined;
      now: Json | undefined;
    };

export const BUNDLE = "bundle";
const STEPS_INSIDE = new Set(["steps", "branches", "on_error", "id", "kind"]);

export function difference(before: Draft, after: Draft): Change[] {
  const then = new Map(walk(before).map((one) => [one.step.id, one]));
  const now = new Map(walk(after).map((one) => [one.step.id, one]));
  const kept = [...now.values()].filter(({ step }) => isSameStep(then.get(step.id)?.step, step));
  const keptIds = new Set(kept.map(({ step }) => step.id));
  const moved = movedAmong(kept, then);
  const gone = [...then.values()].filter(({ step }) => !keptIds.has(step.id));
  return [
    ...changesOf(TRIGGER, null, { ...before.trigger }, { ...after.trigger }),
    ...changesOf(BUNDLE, null, { retry: before.retry }, { retry: after.retry }),
    ...gone.map(({ step }): Change => ({ kind: "removed", step })),
    ...[...now.values()].flatMap(({ step }): Change[] => {
      const old = keptIds.has(step.id) ? then.get(step.id)?.step : undefined;
      if (!old) return [{ kind: "added", step }];
      const own = changesOf(step.id, step, ownOf(old), ownOf(step));
      return moved.has(step.id) ? [{ kind: "moved", step }, ...own] : own;
    }),
  ];
}

function isSameStep(one: Step | undefined, other: Step): boolean {
  return one?.kind === other.kind;
}

type Parts = { [name: string]: unknown };

/** Return what belongs to the step itself, without the steps inside it. */
function ownOf(step: Step): Parts {
  const own: Parts = Object.fromEntries(
    Object.entries(step).filter(([name]) => !STEPS_INSIDE.has(name)),
  );
  if (step.kind === "action") {
    own.on_error = typeof step.on_error === "object" ? "steps" : (step.on_error ?? "stop");
  }
  if (step.kind === "router") {
    own.branches = step.branches.map(({ name, when }) => ({ name, when }));
  }
  return own;
}

function changesOf(owner: string, step: Step | null, old: Parts, now: Parts): Change[] {
  const names = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...names].flatMap((name) => {
    if (isSame(old[name], now[name])) return [];
    if (name === "fields") return changesOfFields(owner, step, old.fields, now.fields);
    return [changed(owner, step, name, old[name], now[name])];
  });
}

function changesOfFields(owner: string, step: Step | null, old: unknown, now: unknown): Change[] {
  const [before, after] = [partsOf(old), partsOf(now)];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((name) => !isSame(before[name], after[name]))
    .map((name) => changed(owner, step, `fields/${name}`, before[name], after[name]));
}

function changed(
  owner: string,
  step: Step | null,
  path: string,
  ...[old, now]: [old: unknown, now: unknown]
): Change {
  return { kind: "changed", owner, step, path, old: asJson(old), now: asJson(now) };
}

function partsOf(value: unknown): Parts {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function asJson(value: unknown): Json | undefined {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return entries.map(([name, inner]) => [name, sorted(inner)]);
}

/** Return who went elsewhere: to another list, or past others that stayed in their order. */
function movedAmong(kept: Found[], then: ReadonlyMap<string, Found>): Set<string> {
  const moved = new Set<string>();
  const lists = new Map<string, Found[]>();
  for (const found of kept) {
    const old = then.get(found.step.id);
    if (!old || listOf(old) !== listOf(found)) moved.add(found.step.id);
    else lists.set(listOf(found), [...(lists.get(listOf(found)) ?? []), found]);
  }
  for (const list of lists.values()) {
    const order = list.map(({ step }) => then.get(step.id)?.place.at ?? 0);
    const stayed = longestRising(order);
    list.forEach(({ step }, at) => {
      if (!stayed.has(at)) moved.add(step.id);
    });
  }
  return moved;
}

function listOf({ place: { parent, branch } }: Found): string {
  return `${parent ?? ""}/${branch ?? ""}`;
}

/** Return the positions of a longest run of rising numbers. */
function longestRising(numbers: number[]): Set<number> {
  let best: number[] = [];
  const ending: number[][] = [];
  numbers.forEach((number, at) => {
    const before = ending
      .filter((run) => (numbers[run.at(-1) ?? 0] ?? 0) < number)
      .reduce<number[]>((one, other) => (other.length > one.length ? other : one), []);
    const run = [...before, at];
    ending.push(run);
    if (run.length > best.length) best = run;
  });
  return new Set(best);
}

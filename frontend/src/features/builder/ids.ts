/** Ids of steps: readable, unique, and renewed together with the pills that name them. */
import { type Draft, type Json, RESERVED, type Step } from "./definition";
import { innersOf, walk, withInner } from "./places";

const LONGEST = 56;
const TAG = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;
// Texts stay, and so do names behind a dot (a field) or a bar (a function).
const WORD = /"[^"]*"|'[^']*'|([.|]\s*)?([A-Za-z_][\w-]*)/g;

/** Return an id like the wish that nobody has. */
export function newId(wish: string, taken: ReadonlySet<string>): string {
  const word = wish
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "")
    .slice(0, LONGEST);
  const id = word || "step";
  const isFree = (one: string) => !taken.has(one) && !RESERVED.includes(one);
  if (isFree(id)) return id;
  const stem = id.replace(/_\d+$/, "");
  let number = 2;
  while (!isFree(`${stem}_${number}`)) number += 1;
  return `${stem}_${number}`;
}

export function idsOf(draft: Draft): Set<string> {
  return new Set(walk(draft).map(({ step }) => step.id));
}

/** Return the steps with ids that are free in the draft, and pills among them following. */
export function freshened(draft: Draft, steps: Step[]): Step[] {
  const taken = idsOf(draft);
  const names = new Map<string, string>();
  const claim = (step: Step) => {
    const id = newId(step.id, taken);
    taken.add(id);
    names.set(step.id, id);
    for (const inner of innersOf(step)) inner.steps.forEach(claim);
  };
  steps.forEach(claim);
  return steps.map((step) => renamed(step, names));
}

function renamed(step: Step, names: ReadonlyMap<string, string>): Step {
  const bare = Object.entries(step).map(([key, value]) => [
    key,
    isInner(key) ? value : reworded(value, names),
  ]);
  const own: Step = Object.assign({}, step, Object.fromEntries(bare), {
    id: names.get(step.id) ?? step.id,
  });
  const whole =
    own.kind === "router"
      ? {
          ...own,
          branches: own.branches.map((one) =>
            one.when ? { ...one, when: reworded(one.when, names) } : one,
          ),
        }
      : own;
  return innersOf(whole).reduce(
    (outer, { branch, steps }) =>
      withInner(
        outer,
        branch,
        steps.map((one) => renamed(one, names)),
      ),
    whole,
  );
}

function isInner(key: string): boolean {
  return key === "steps" || key === "branches" || key === "on_error";
}

/** Return the value with every pill that begins with a renamed step following it. */
function reworded<T>(value: T, names: ReadonlyMap<string, string>): T {
  return JSON.parse(JSON.stringify(value), (_, one: Json) =>
    typeof one === "string" ? rewordedText(one, names) : one,
  );
}

function rewordedText(text: string, names: ReadonlyMap<string, string>): string {
  return text.replace(TAG, (tag) =>
    tag.replace(WORD, (whole, behind: string | undefined, word: string | undefined) =>
      behind || !word ? whole : (names.get(word) ?? whole),
    ),
  );
}

/** Pure changes of a draft; what is not touched stays the very same object. */
import type { Branch, Draft, Fields, Json, Step } from "./definition";
import { freshened } from "./ids";
import { find, innersOf, isWithin, type Place, type Sequence, stepsIn, withInner } from "./places";

/** Return the object with the patch applied; what is undefined in the patch is removed. */
export function patched<T extends object>(one: T, patch: object): T {
  const next = Object.assign({}, one, patch);
  for (const [name, value] of Object.entries(patch)) {
    if (value === undefined) Reflect.deleteProperty(next, name);
  }
  return next;
}

export function withField(fields: Fields = {}, name: string, value: Json | undefined): Fields {
  return patched(fields, { [name]: value });
}

/** Change one list of steps, wherever it is. */
function editSequence(
  steps: Step[],
  { parent, branch }: Sequence,
  edit: (steps: Step[]) => Step[],
): Step[] {
  if (parent === null) return edit(steps);
  return replaced(steps, parent, (owner) => {
    const inner = innersOf(owner).find((one) => one.branch === branch);
    return inner ? withInner(owner, branch, edit(inner.steps)) : owner;
  });
}

/** Change one step, wherever it is. */
export function editStep(draft: Draft, id: string, edit: (step: Step) => Step): Draft {
  const steps = replaced(draft.steps, id, edit);
  return steps === draft.steps ? draft : { ...draft, steps };
}

function replaced(steps: Step[], id: string, edit: (step: Step) => Step): Step[] {
  let isTouched = false;
  const next = steps.map((step) => {
    const changed = step.id === id ? edit(step) : replacedInside(step, id, edit);
    isTouched ||= changed !== step;
    return changed;
  });
  return isTouched ? next : steps;
}

function replacedInside(step: Step, id: string, edit: (step: Step) => Step): Step {
  return innersOf(step).reduce((whole, { branch, steps }) => {
    const inner = replaced(steps, id, edit);
    return inner === steps ? whole : withInner(whole, branch, inner);
  }, step);
}

/** Put steps in at a place; ids that are taken get new ones, with what refers to them. */
export function insert(draft: Draft, place: Place, steps: Step[]): Draft {
  const fresh = freshened(draft, steps);
  const into = (list: Step[]) => [...list.slice(0, place.at), ...fresh, ...list.slice(place.at)];
  return { ...draft, steps: editSequence(draft.steps, place, into) };
}

export function remove(draft: Draft, id: string): Draft {
  const found = find(draft, id);
  if (!found) return draft;
  const without = (list: Step[]) => list.filter((one) => one.id !== id);
  return { ...draft, steps: editSequence(draft.steps, found.place, without) };
}

/** Move a step to a place, named as the draft stands now; not into itself. */
export function move(draft: Draft, id: string, place: Place): Draft {
  const found = find(draft, id);
  if (!found || (place.parent !== null && isWithin(found.step, place.parent))) return draft;
  const from = found.place;
  const isSameList = from.parent === place.parent && from.branch === place.branch;
  const at = isSameList && place.at > from.at ? place.at - 1 : place.at;
  if (isSameList && at === from.at) return draft;
  const into = (list: Step[]) => [...list.slice(0, at), found.step, ...list.slice(at)];
  return { ...draft, steps: editSequence(remove(draft, id).steps, place, into) };
}

/** Return where a step goes one further up or down: past its neighbour, or out of its list. */
export function placeBeyond(draft: Draft, id: string, way: "up" | "down"): Place | undefined {
  const place = find(draft, id)?.place;
  if (!place) return undefined;
  const isLast = place.at === stepsIn(draft, place).length - 1;
  if (way === "up" && place.at > 0) return { ...place, at: place.at - 1 };
  if (way === "down" && !isLast) return { ...place, at: place.at + 2 };
  const outer = place.parent === null ? undefined : find(draft, place.parent)?.place;
  return outer && { ...outer, at: way === "up" ? outer.at : outer.at + 1 };
}

export function duplicate(draft: Draft, id: string): Draft {
  const found = find(draft, id);
  if (!found) return draft;
  return insert(draft, { ...found.place, at: found.place.at + 1 }, [found.step]);
}

/** Change the branches of a router. */
export function editBranches(
  draft: Draft,
  id: string,
  edit: (branches: Branch[]) => Branch[],
): Draft {
  return editStep(draft, id, (step) =>
    step.kind === "router" ? { ...step, branches: edit(step.branches) } : step,
  );
}

/** Return the branches with a copy of one behind it, its steps under new ids. */
export function withBranchAgain(draft: Draft, branches: Branch[], at: number): Branch[] {
  const one = branches[at];
  if (!one) return branches;
  const again = { ...one, steps: freshened(draft, one.steps) };
  return [...branches.slice(0, at + 1), again, ...branches.slice(at + 1)];
}

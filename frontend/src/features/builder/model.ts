/** The draft under a person's hands: one reducer, with a way back from every change. */
import type {
  ActionStep,
  Branch,
  Condition,
  DelayStep,
  Draft,
  FilterStep,
  Json,
  LoopStep,
  RespondStep,
  Retry,
  RouterStep,
  Step,
  StopStep,
  Trigger,
} from "./definition";
import { TRIGGER } from "./definition";
import {
  duplicate,
  editBranches,
  editStep,
  insert,
  move,
  patched,
  remove,
  withBranchAgain,
  withField,
} from "./edits";
import type { Place } from "./places";

type Own<One extends Step> = Partial<Omit<One, "id" | "kind" | "steps" | "branches">>;
/** What may be set on a step, by its kind; undefined removes. */
type StepPatch = Own<FilterStep> &
  Own<ActionStep> &
  Own<RouterStep> &
  Own<LoopStep> &
  Own<DelayStep> &
  Own<StopStep> &
  Own<RespondStep>;

/** A change; those with the same `typing` in quick succession are undone together. */
export type Edit =
  | { do: "setTrigger"; patch: Partial<Trigger>; typing?: string }
  | { do: "setField"; step: string; name: string; value: Json | undefined; typing?: string }
  | { do: "setStep"; step: string; patch: StepPatch; typing?: string }
  | { do: "setWhen"; step: string; branch?: number; when?: Condition; typing?: string }
  | { do: "setBranch"; step: string; branch: number; patch: Partial<Branch>; typing?: string }
  | { do: "addBranch"; step: string; at?: number; made?: Branch }
  | { do: "removeBranch"; step: string; branch: number }
  | { do: "moveBranch"; step: string; from: number; to: number }
  | { do: "duplicateBranch"; step: string; branch: number }
  | { do: "setRetry"; retry: Retry | undefined }
  | { do: "addSteps"; steps: Step[]; place: Place }
  | { do: "removeStep"; step: string }
  | { do: "moveStep"; step: string; place: Place }
  | { do: "duplicate"; step: string };

/** `replace` brings in a draft from elsewhere; with `fresh` there is no way back behind it. */
export type Action = (
  | Edit
  | { do: "undo" }
  | { do: "redo" }
  | { do: "replace"; draft: Draft; fresh?: boolean }
) & { at?: number };

export interface Builder {
  draft: Draft;
  past: readonly Draft[];
  future: readonly Draft[];
  /** What is being typed just now, and since when. */
  typing: { key: string; at: number } | null;
}

const MOST_UNDONE = 100;
const PAUSE_MS = 1200;

export function newBuilder(draft: Draft): Builder {
  return { draft, past: [], future: [], typing: null };
}

export function reduce(builder: Builder, action: Action): Builder {
  if (action.do === "undo") return undone(builder);
  if (action.do === "redo") return redone(builder);
  if (action.do === "replace") {
    return action.fresh ? newBuilder(action.draft) : changed(builder, action.draft, null, 0);
  }
  const key = "typing" in action ? (action.typing ?? null) : null;
  return changed(builder, edited(builder.draft, action), key, action.at ?? 0);
}

function changed(builder: Builder, draft: Draft, key: string | null, at: number): Builder {
  if (draft === builder.draft) return builder;
  const { typing } = builder;
  const goesOn = key !== null && typing?.key === key && at - typing.at < PAUSE_MS;
  const past = goesOn ? builder.past : [...builder.past, builder.draft].slice(-MOST_UNDONE);
  return { draft, past, future: [], typing: key === null ? null : { key, at } };
}

function undone(builder: Builder): Builder {
  const draft = builder.past.at(-1);
  if (!draft) return builder;
  const future = [builder.draft, ...builder.future];
  return { draft, past: builder.past.slice(0, -1), future, typing: null };
}

function redone(builder: Builder): Builder {
  const [draft, ...future] = builder.future;
  if (!draft) return builder;
  return { draft, past: [...builder.past, builder.draft], future, typing: null };
}

/** Return the draft with one change made. */
export function edited(draft: Draft, edit: Edit): Draft {
  switch (edit.do) {
    case "setTrigger":
      return { ...draft, trigger: patched(draft.trigger, edit.patch) };
    case "setField":
      return withFieldOf(draft, edit.step, edit.name, edit.value);
    case "setStep":
      return editStep(draft, edit.step, (step) => patched(step, edit.patch));
    case "setWhen":
      return withCondition(draft, edit.step, edit.branch, edit.when);
    case "setRetry":
      return patched(draft, { retry: edit.retry });
    case "addSteps":
      return insert(draft, edit.place, edit.steps);
    case "removeStep":
      return remove(draft, edit.step);
    case "moveStep":
      return move(draft, edit.step, edit.place);
    case "duplicate":
      return duplicate(draft, edit.step);
    default:
      return editBranches(draft, edit.step, (branches) => branched(draft, branches, edit));
  }
}

type BranchEdit = Extract<Edit, { do: `${string}Branch` }>;

function branched(draft: Draft, branches: Branch[], edit: BranchEdit): Branch[] {
  switch (edit.do) {
    case "setBranch":
      return branches.map((one, at) => (at === edit.branch ? patched(one, edit.patch) : one));
    case "addBranch":
      return branches.toSpliced(edit.at ?? branches.length, 0, edit.made ?? { steps: [] });
    case "removeBranch":
      return branches.toSpliced(edit.branch, 1);
    case "duplicateBranch":
      return withBranchAgain(draft, branches, edit.branch);
    case "moveBranch":
      return branches
        .toSpliced(edit.from, 1)
        .toSpliced(edit.to, 0, ...branches.slice(edit.from, edit.from + 1));
  }
}

function withFieldOf(draft: Draft, id: string, name: string, value: Json | undefined): Draft {
  if (id === TRIGGER) {
    const { trigger } = draft;
    return { ...draft, trigger: { ...trigger, fields: withField(trigger.fields, name, value) } };
  }
  return editStep(draft, id, (step) =>
    step.kind === "action" ? { ...step, fields: withField(step.fields, name, value) } : step,
  );
}

function withCondition(
  draft: Draft,
  id: string,
  branch: number | undefined,
  when: Condition | undefined,
): Draft {
  if (branch === undefined) return editStep(draft, id, (step) => patched(step, { when }));
  return editBranches(draft, id, (branches) =>
    branches.map((one, at) => (at === branch ? patched(one, { when }) : one)),
  );
}

import { describe, expect, test } from "vitest";
import type { Draft, Step } from "./definition";
import { placeBeyond } from "./edits";
import { newId } from "./ids";
import { findingsOf, standing } from "./mistakes";
import { type Action, type Builder, newBuilder, reduce } from "./model";
import { find, stepsBefore, stepsIn } from "./places";

const act = (id: string, fields = {}): Step => ({ id, kind: "action", action: "send", fields });

const DRAFT: Draft = {
  trigger: { event: "received" },
  steps: [
    { id: "paid", kind: "filter", when: { value: "{{ trigger.amount }}", is: "filled" } },
    {
      id: "by_country",
      kind: "router",
      mode: "first",
      branches: [
        { name: "Russia", steps: [act("ru")] },
        { name: "Others", steps: [act("other"), act("after_other")] },
      ],
    },
    { id: "each", kind: "loop", over: "{{ trigger.items }}", steps: [act("one")] },
    { ...act("last"), kind: "action", on_error: { steps: [act("mend")] } },
  ],
};

const after = (...actions: Action[]): Builder => actions.reduce(reduce, newBuilder(DRAFT));
const order = (draft: Draft, parent: string | null = null, branch?: number) =>
  stepsIn(draft, { parent, branch }).map(({ id }) => id);

describe("steps", () => {
  test("are put in at any place, under a free id", () => {
    const { draft } = after({
      do: "addSteps",
      steps: [act("ru")],
      place: { parent: "by_country", branch: 1, at: 1 },
    });
    expect(order(draft, "by_country", 1)).toEqual(["other", "ru_2", "after_other"]);
    expect(order(draft, "by_country", 0)).toEqual(["ru"]);
  });

  test("are moved within their list and out of it", () => {
    const down = after({ do: "moveStep", step: "paid", place: { parent: null, at: 2 } });
    expect(order(down.draft)).toEqual(["by_country", "paid", "each", "last"]);

    const inside = after({ do: "moveStep", step: "paid", place: { parent: "each", at: 1 } });
    expect(order(inside.draft)).toEqual(["by_country", "each", "last"]);
    expect(order(inside.draft, "each")).toEqual(["one", "paid"]);
  });

  test("are not moved into themselves", () => {
    expect(after({ do: "moveStep", step: "each", place: { parent: "each", at: 0 } }).draft).toBe(
      DRAFT,
    );
  });

  test("leave untouched neighbours the very same objects", () => {
    const { draft } = after({ do: "setField", step: "ru", name: "to", value: "x" });
    expect(draft.steps[0]).toBe(DRAFT.steps[0]);
    expect(draft.steps[2]).toBe(DRAFT.steps[2]);
    expect(find(draft, "ru")?.step).toMatchObject({ fields: { to: "x" } });
  });

  test("go up and down past a neighbour, then out of what holds them", () => {
    expect(placeBeyond(DRAFT, "after_other", "up")).toEqual({
      parent: "by_country",
      branch: 1,
      at: 0,
    });
    expect(placeBeyond(DRAFT, "other", "up")).toEqual({ parent: null, at: 1 });
    expect(placeBeyond(DRAFT, "mend", "down")).toEqual({ parent: null, at: 4 });
    expect(placeBeyond(DRAFT, "paid", "up")).toBeUndefined();
  });

  test("bring their pills along when they are copied", () => {
    const steps: Step[] = [
      act("find"),
      act("send", {
        to: "{{ find.email | default: find.mail }}, {{ trigger.find }}",
        text: 'find {{ "find" | find }} {{ item.find }}',
      }),
    ];
    const once = after({ do: "addSteps", steps, place: { parent: null, at: 0 } });
    const twice = reduce(once, { do: "addSteps", steps, place: { parent: null, at: 0 } });
    expect(twice.draft.steps[1]).toMatchObject({
      id: "send_2",
      fields: {
        to: "{{ find_2.email | default: find_2.mail }}, {{ trigger.find }}",
        text: 'find {{ "find" | find }} {{ item.find }}',
      },
    });
  });

  test("lose a field that is set to nothing", () => {
    const set = after({ do: "setStep", step: "last", patch: { at_most_once: true } });
    const unset = reduce(set, { do: "setStep", step: "last", patch: { at_most_once: undefined } });
    expect(Object.keys(unset.draft.steps[3] ?? {})).not.toContain("at_most_once");
  });
});

describe("branches", () => {
  test("are added, moved, copied and removed", () => {
    const added = after({ do: "addBranch", step: "by_country", made: { name: "New", steps: [] } });
    const moved = reduce(added, { do: "moveBranch", step: "by_country", from: 2, to: 0 });
    const copied = reduce(moved, { do: "duplicateBranch", step: "by_country", branch: 1 });
    const router = find(copied.draft, "by_country")?.step;
    expect(router?.kind === "router" && router.branches.map(({ name }) => name)).toEqual([
      "New",
      "Russia",
      "Russia",
      "Others",
    ]);
    expect(order(copied.draft, "by_country", 2)).toEqual(["ru_2"]);
  });
});

describe("the way back", () => {
  test("undoes and redoes changes one by one", () => {
    const done = after(
      { do: "removeStep", step: "paid" },
      { do: "removeStep", step: "each" },
      { do: "undo" },
    );
    expect(order(done.draft)).toEqual(["by_country", "each", "last"]);
    expect(order(reduce(done, { do: "redo" }).draft)).toEqual(["by_country", "last"]);
  });

  test("takes quick typing in one place as one change", () => {
    const type = (value: string, at: number): Action => ({
      do: "setField",
      step: "last",
      name: "to",
      value,
      typing: "last/to",
      at,
    });
    const typed = after(type("a", 1000), type("an", 1300), type("ann", 9000));
    expect(typed.past).toHaveLength(2);
    expect(reduce(typed, { do: "undo" }).draft.steps[3]).toMatchObject({ fields: { to: "an" } });
  });

  test("has no step for a change that changes nothing", () => {
    expect(after({ do: "removeStep", step: "nobody" }).past).toHaveLength(0);
  });
});

describe("what a step sees", () => {
  const names = (id: string | null) => stepsBefore(DRAFT, id).map(({ name }) => name);

  test("is what comes before it, not what comes after", () => {
    expect(names("paid")).toEqual(["trigger", "run"]);
    expect(names("other")).toEqual(["trigger", "paid", "run"]);
    expect(names("after_other")).toEqual(["trigger", "paid", "other", "run"]);
  });

  test("is the item inside a loop and the error behind a failure", () => {
    expect(names("one")).toEqual([
      "trigger",
      "paid",
      "ru",
      "other",
      "after_other",
      "by_country",
      "item",
      "index",
      "run",
    ]);
    expect(names("mend")).toContain("error");
    expect(names("last")).not.toContain("one");
    expect(names("last")).toContain("each");
  });

  test("is the branches before, when all of them run", () => {
    const all: Draft = { ...DRAFT, steps: DRAFT.steps.slice(0, 2) };
    const { draft } = reduce(newBuilder(all), {
      do: "setStep",
      step: "by_country",
      patch: { mode: "all" },
    });
    expect(stepsBefore(draft, "other").map(({ name }) => name)).toContain("ru");
  });
});

describe("mistakes", () => {
  const told = [
    {
      path: "/definition/steps/1/branches/1/steps/0/fields/to",
      code: "missing",
      message: "Fill",
      params: {},
    },
    { path: "/definition/trigger/event", code: "missing", message: "Choose", params: {} },
  ];

  test("are kept at the step they are about", () => {
    expect(findingsOf(DRAFT, told).mistakes).toMatchObject([
      { step: "other", path: "fields/to" },
      { step: "trigger", path: "event" },
    ]);
  });

  test("hold until something changes where they are", () => {
    const found = findingsOf(DRAFT, told);
    const moved = after({ do: "moveStep", step: "other", place: { parent: null, at: 0 } }).draft;
    const filled = after({ do: "setField", step: "other", name: "to", value: "x" }).draft;
    expect(standing(found, moved)).toHaveLength(2);
    expect(standing(found, filled).map(({ step }) => step)).toEqual(["trigger"]);
  });
});

test("an id is a readable word that nobody has", () => {
  expect(newId("Send e-mail!", new Set())).toBe("send_e_mail");
  expect(newId("send", new Set(["send", "send_2"]))).toBe("send_3");
  expect(newId("trigger", new Set())).toBe("trigger_2");
  expect(newId("Имя", new Set())).toBe("step");
});

import { expect, test } from "vitest";
import type { Draft, Step } from "../definition";
import { edited } from "../model";
import { type Change, difference } from "./difference";

const act = (id: string, fields = {}): Step => ({ id, kind: "action", action: "send", fields });

const BEFORE: Draft = {
  trigger: { event: "received", fields: { list: "1" } },
  steps: [
    { id: "only", kind: "filter", when: { value: "{{ trigger.email }}", is: "filled" } },
    act("one", { to: "a", text: "hi" }),
    act("two"),
    { id: "fork", kind: "router", branches: [{ name: "A", steps: [act("inner")] }, { steps: [] }] },
  ],
};

const told = (changes: Change[]) =>
  changes.map((one) =>
    one.kind === "changed" ? `${one.owner} ${one.path}` : `${one.kind} ${one.step.id}`,
  );

test("a draft does not differ from itself, whatever the order of its names", () => {
  const same = { ...BEFORE, trigger: { fields: { list: "1" }, event: "received" } };
  expect(difference(BEFORE, same)).toEqual([]);
});

test("added, removed and changed steps are told", () => {
  const added = edited(BEFORE, {
    do: "addSteps",
    steps: [act("three")],
    place: { parent: null, at: 0 },
  });
  const removed = edited(added, { do: "removeStep", step: "two" });
  const changed = edited(removed, { do: "setField", step: "one", name: "to", value: "b" });
  expect(told(difference(BEFORE, changed))).toEqual([
    "removed two",
    "added three",
    "one fields/to",
  ]);
});

test("a change has its old and its new value", () => {
  const after = edited(BEFORE, { do: "setTrigger", patch: { event: "other" } });
  expect(difference(BEFORE, after)).toMatchObject([
    { owner: "trigger", path: "event", old: "received", now: "other" },
  ]);
});

test("only what went elsewhere has moved, not what it went past", () => {
  const down = edited(BEFORE, { do: "moveStep", step: "only", place: { parent: null, at: 4 } });
  expect(told(difference(BEFORE, down))).toEqual(["moved only"]);

  const inside = edited(BEFORE, {
    do: "moveStep",
    step: "two",
    place: { parent: "fork", branch: 1, at: 0 },
  });
  expect(told(difference(BEFORE, inside))).toEqual(["moved two"]);
});

test("steps inside a step that is gone are gone as well", () => {
  const after = edited(BEFORE, { do: "removeStep", step: "fork" });
  expect(told(difference(BEFORE, after))).toEqual(["removed fork", "removed inner"]);
});

test("what differs in a router is told without the steps in it", () => {
  const after = edited(BEFORE, { do: "setBranch", step: "fork", branch: 0, patch: { name: "B" } });
  expect(told(difference(BEFORE, after))).toEqual(["fork branches"]);
});

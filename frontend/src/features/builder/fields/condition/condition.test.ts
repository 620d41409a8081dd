import { describe, expect, it } from "vitest";
import type { Condition } from "../../definition";
import {
  addTo,
  changeAt,
  groupOf,
  NEW_LEAF,
  pointerIn,
  pointerOfLeaf,
  readCondition,
  removeAt,
  withOperator,
  writeCondition,
} from "./condition";

const PAID: Condition = { value: "{{ trigger.amount }}", is: "greater", than: 10 };
const HERE: Condition = { value: "{{ trigger.country }}", is: "in", than: ["RU"], case: true };

describe("a condition", () => {
  it("is kept as it was read", () => {
    const whole: Condition = { all: [PAID, { not: { any: [HERE, { not: PAID }] } }] };

    expect(writeCondition(readCondition(whole))).toEqual(whole);
  });

  it("becomes a group when it is a single comparison", () => {
    expect(writeCondition(readCondition(PAID))).toEqual({ all: [PAID] });
  });

  it("is nothing when nothing is in it", () => {
    expect(readCondition(undefined).items).toEqual([]);
    expect(writeCondition(groupOf("any"))).toBeUndefined();
  });

  it("undoes a double not", () => {
    expect(writeCondition(readCondition({ not: { not: { any: [PAID] } } }))).toEqual({
      any: [PAID],
    });
  });
});

describe("building one", () => {
  const start = readCondition({ all: [PAID, { any: [HERE] }] });

  it("adds, doubles and removes deep inside", () => {
    const added = addTo(start, [1], NEW_LEAF);
    const doubled = changeAt(added, [1, 0], (node) => [node, node]);

    expect(writeCondition(doubled)).toEqual({
      all: [PAID, { any: [HERE, HERE, { value: "", is: "equals" }] }],
    });
    expect(removeAt(doubled, [0]).items).toHaveLength(1);
  });

  it("leaves no empty group behind", () => {
    expect(writeCondition(removeAt(start, [1, 0]))).toEqual({ all: [PAID] });
  });

  it("points where the server points", () => {
    const group = readCondition({ not: { any: [{ not: PAID }] } });
    const [leaf] = group.items;

    expect(pointerIn("when", group, 0)).toBe("when/not/any/0");
    expect(leaf?.kind === "leaf" && pointerOfLeaf("when/all/0", leaf)).toBe("when/all/0/not");
  });
});

describe("another operator", () => {
  const leaf = { ...NEW_LEAF, is: "equals", than: "RU", case: true };

  it("keeps what was entered where it fits", () => {
    expect(withOperator(leaf, "contains", "any", "text")).toEqual({ ...leaf, is: "contains" });
  });

  it("drops what no longer means anything", () => {
    expect(withOperator(leaf, "greater", "any", "number")).toEqual({ ...NEW_LEAF, is: "greater" });
    expect(withOperator(leaf, "filled", "any", "none")).toEqual({ ...NEW_LEAF, is: "filled" });
  });
});

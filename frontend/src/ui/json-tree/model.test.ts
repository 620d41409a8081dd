import { describe, expect, it } from "vitest";
import { asText, childPath, childrenOf, foldedText, kindOf } from "./model";

describe("the path of a value", () => {
  it.each([
    ["trigger", "email", "trigger.email"],
    ["trigger.body", "content-type", "trigger.body.content-type"],
    ["trigger", "имя", "trigger.имя"],
    ["trigger", "first name", "trigger['first name']"],
    ["trigger", "it's", `trigger["it's"]`],
    ["trigger", "1st", "trigger['1st']"],
    ["trigger.items", 0, "trigger.items[0]"],
    ["", "email", "email"],
  ])("of %s and %s is %s", (path, name, whole) => {
    expect(childPath(path, name)).toBe(whole);
  });
});

describe("a value", () => {
  it("tells text that looks like a number from a number", () => {
    expect(kindOf("5")).toBe("text");
    expect(kindOf(5)).toBe("number");
  });

  it("has parts in the order they came in", () => {
    const parts = childrenOf({ b: 1, a: [true] }, "trigger");

    expect(parts.map((part) => part.path)).toEqual(["trigger.b", "trigger.a"]);
  });

  it("goes to the clipboard without quotes when it is a text", () => {
    expect(asText("anna@example.com")).toBe("anna@example.com");
    expect(asText({ a: 1 })).toBe('{\n  "a": 1\n}');
  });
});

describe("a text", () => {
  it("shows whole while it is short", () => {
    expect(foldedText("one\ntwo")).toBeNull();
  });

  it("folds when it is long or has many lines", () => {
    expect(foldedText("x".repeat(500))).toHaveLength(240);
    expect(foldedText("1\n2\n3\n4\n5")).toBe("1\n2\n3");
  });
});

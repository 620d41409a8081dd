import { describe, expect, it } from "vitest";
import { writtenArguments } from "./function-arguments";
import { newCall } from "./offers";
import { pillOf, pillsIn, writePill } from "./template";

const argument = (name: string, kind: string, required = false) => ({
  name,
  kind,
  required,
  default: null,
});
const DEFAULT = [argument("otherwise", "any"), argument("allow_false", "boolean")];
const REPLACE = [argument("old", "text", true), argument("new", "text")];

const written = (...given: Parameters<typeof writtenArguments>) =>
  writePill({ ...pillOf(["item"]), calls: [{ name: "f", args: writtenArguments(...given) }] });

describe("arguments of a function", () => {
  it("are written by place, texts in quotes and numbers plain", () => {
    expect(written(REPLACE, ["-", "+"])).toBe('{{ item | f: "-", "+" }}');
    expect(written([argument("other", "number", true)], ["1.2"])).toBe("{{ item | f: 1.2 }}");
  });

  it("are named behind one that was left out", () => {
    expect(written(DEFAULT, ["", "true"])).toBe("{{ item | f: allow_false: true }}");
  });

  it("may come from a step", () => {
    expect(written(DEFAULT, ["trigger.body.name", ""])).toBe("{{ item | f: trigger.body.name }}");
  });

  it("say nothing when nothing is entered, unless something is needed", () => {
    expect(written(DEFAULT, ["", ""])).toBe("{{ item | f }}");
    expect(written(REPLACE, ["", "x"])).toBe('{{ item | f: "", "x" }}');
  });
});

it("starts a function with what it needs, so that the draft can be saved", () => {
  const plus = { name: "plus", arguments: [argument("other", "number", true)] };
  const known = { ...plus, also: [], example: "", group: "", help: "", reads: "", result: null };
  const source = writePill({ ...pillOf(["item"]), calls: [newCall("plus", [known])] });

  expect(source).toBe("{{ item | plus: 1 }}");
  expect(pillsIn(source)[0]?.pill?.calls[0]?.args).toHaveLength(1);
});

import { describe, expect, it } from "vitest";
import { folded, isEntered, specsOf } from "./schema";

const SPECS = specsOf({
  properties: {
    pipeline: { "x-kind": "choice", "x-choices": "dynamic", title: "Pipeline" },
    stage: { "x-kind": "choice", "x-choices": "dynamic", "x-needs": ["pipeline"], title: "Stage" },
    match: {
      "x-kind": "list",
      items: { enum: ["email"] },
      "x-labels": { email: "E-mail" },
      title: "Match",
    },
    price: { "x-kind": "decimal", title: "Price", default: 10 },
    note: { "x-kind": "text_long", title: "Note" },
    due: { "x-kind": "datetime", title: "Due" },
    id: { "x-kind": "integer", title: "ID" },
  },
  required: ["id"],
});

const names = (specs: { name: string }[]) => specs.map(({ name }) => name);

describe("declared fields", () => {
  it("come with the required ones first", () => {
    expect(names(SPECS)[0]).toBe("id");
    expect(SPECS[0]).toMatchObject({ kind: "integer", isRequired: true });
  });

  it("know their choices, and what these depend on", () => {
    expect(SPECS[2]).toMatchObject({ isLive: true, needs: ["pipeline"] });
    expect(SPECS[3]?.options).toEqual([{ value: "email", label: "E-mail" }]);
    expect(SPECS[4]?.fallback).toBe(10);
  });
});

describe("folding", () => {
  it("shows what is required, what is filled and a few more", () => {
    const { shown, rest } = folded(SPECS, (name) => name === "due");

    expect(names(shown)).toEqual(["id", "pipeline", "stage", "due"]);
    expect(names(rest)).toEqual(["match", "price", "note"]);
  });

  it("does not fold away a single field", () => {
    expect(folded(SPECS.slice(0, 5), () => false).rest).toEqual([]);
  });
});

it("takes zero and no for entered, empty texts and lists not", () => {
  expect([0, false, "a", ["a"]].map(isEntered)).toEqual([true, true, true, true]);
  expect(["", null, undefined, [], {}].map(isEntered)).toEqual([false, false, false, false, false]);
});

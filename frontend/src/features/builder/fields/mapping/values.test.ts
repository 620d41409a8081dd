import { describe, expect, it } from "vitest";
import { guess, lookUp, offersIn, searched } from "./values";

const EVENT = { body: { email: "anna@example.com", items: [{ sku: "A" }, { sku: "B" }] } };

describe("values to choose", () => {
  it("are everything inside, of lists the first item", () => {
    expect(offersIn("trigger", EVENT).map(({ keys }) => keys.join("."))).toEqual([
      "trigger",
      "trigger.body",
      "trigger.body.email",
      "trigger.body.items",
      "trigger.body.items.0",
      "trigger.body.items.0.sku",
    ]);
  });

  it("are found by name and by what they hold", () => {
    const offers = offersIn("trigger", EVENT);

    expect(searched(offers, "ANNA").map(({ keys }) => keys.at(-1))).toEqual(["email"]);
    expect(searched(offers, "items sku")).toHaveLength(1);
    expect(searched(offers, "nobody")).toEqual([]);
  });

  it("end somewhere, however deep an event is", () => {
    const deep = Array.from({ length: 40 }).reduce<object>((inner) => ({ inner }), {});

    expect(offersIn("trigger", JSON.parse(JSON.stringify(deep))).length).toBeLessThan(10);
  });
});

describe("looking a path up", () => {
  it("goes as the server goes", () => {
    const scope = { trigger: EVENT };

    expect(lookUp(scope, ["trigger", "body", "items", -1, "sku"])).toBe("B");
    expect(lookUp(scope, ["trigger", "body", "items", "size"])).toBe(2);
    expect(lookUp(scope, ["trigger", "body", "missing", "x"])).toBeUndefined();
  });
});

describe("guessing a kind", () => {
  it("reads texts as a person would", () => {
    expect(guess("1200,50")).toBe("number");
    expect(guess("007")).toBe("text");
    expect(guess("2026-11-22T03:00:00Z")).toBe("date");
    expect(guess("22.11.2026")).toBe("date");
    expect(guess("+79161234567")).toBe("text");
    expect(guess([])).toBe("list");
    expect(guess(null)).toBe("nothing");
  });
});

import { expect, it } from "vitest";
import { brokenParts, readHealth } from "./health";

it("names the parts that are down, and only those", () => {
  const told = { parts: { database: "up", valkey: "down", worker: "unknown", beat: "up" } };

  expect(brokenParts(readHealth(told))).toEqual(["valkey"]);
});

it.each([null, "", [], {}, { parts: [] }, { parts: { database: 1 } }])(
  "knows nothing of any part when told %j",
  (told) => {
    expect(new Set(Object.values(readHealth(told)))).toEqual(new Set(["unknown"]));
  },
);

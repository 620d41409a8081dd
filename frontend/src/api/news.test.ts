import { describe, expect, it } from "vitest";
import type { Shapes } from "./client";
import { isStale, newsIn, newsOf, staleBy } from "./news";

const QUIET: Shapes["ChangesShape"] = {
  position: "p",
  reset: false,
  journal: { rows: [], more: 0 },
  bundles: { ids: [], all: false },
  connections: { ids: [], all: false },
  alerts: { ids: [], all: false },
  jobs: { rows: [] },
};

describe("the answer of a poll", () => {
  it("is no news while nothing changed", () => {
    expect(newsIn(QUIET)).toEqual([]);
  });

  it("is one piece of news for each sort of thing that changed", () => {
    const changes = {
      ...QUIET,
      bundles: { ids: ["a"], all: false },
      alerts: { ids: [], all: true },
    };

    expect(newsIn(changes).map(({ event }) => event)).toEqual(["bundles", "alerts"]);
  });

  it("is only the call to read everything again when the position was too old", () => {
    const changes = { ...QUIET, reset: true, bundles: { ids: ["a"], all: false } };

    expect(newsIn(changes)).toEqual([{ event: "reset" }]);
  });
});

describe("news", () => {
  it("make stale what reads the changed things, and nothing else", () => {
    const news = newsOf("bundles", '{"ids": ["a"], "all": false}');
    const stale = new Set(news ? staleBy(news) : []);

    expect(isStale(["get", "/api/v1/bundles", {}], stale)).toBe(true);
    expect(isStale(["get", "/api/v1/bundles/{id}", {}], stale)).toBe(true);
    expect(isStale(["get", "/api/v1/connections", {}], stale)).toBe(false);
    expect(isStale(["journal", {}], stale)).toBe(false);
  });

  it("of a reset make everything stale that came from the server", () => {
    const stale = new Set(staleBy({ event: "reset" }));

    expect(isStale(["get", "/api/v1/me"], stale)).toBe(true);
    expect(isStale(["health"], stale)).toBe(false);
  });
});

import { describe, expect, it } from "vitest";
import { readAnalyticsSearch, sharedWith } from "./search";

const ID = "0192f0c1-6d4e-7abc-8def-0123456789ab";
const DAYS = { from: "2026-10-01", to: "2026-10-31" };

describe("the address of analytics", () => {
  it("keeps everything it knows", () => {
    const search = { ...DAYS, by: "week", bundle: ID, connector: "amocrm", of: "group" };

    expect(readAnalyticsSearch(search)).toEqual(search);
  });

  it("leaves out what it may not say", () => {
    const raw = { period: "1y", from: "2026-11-31", to: "2026-12-01", by: "hour", group: "x" };

    expect(readAnalyticsSearch(raw)).toEqual({});
  });

  it("prefers a period to own dates", () => {
    expect(readAnalyticsSearch({ period: "today", ...DAYS })).toEqual({ period: "today" });
  });
});

describe("what goes along to the journal", () => {
  it("is a period the journal knows, by its name", () => {
    expect(sharedWith({ period: "yesterday", bundle: ID }, DAYS)).toMatchObject({
      period: "yesterday",
      bundle: ID,
    });
    expect(sharedWith({}, DAYS)).toMatchObject({ period: "last_30_days" });
  });

  it("is days where the journal knows no such period, and own dates", () => {
    expect(sharedWith({ period: "last_month" }, DAYS)).toMatchObject(DAYS);
    expect(sharedWith(DAYS, DAYS)).toMatchObject(DAYS);
    expect(sharedWith(DAYS, DAYS)).not.toHaveProperty("period");
  });
});

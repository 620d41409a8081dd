import { describe, expect, it } from "vitest";
import { readJournalSearch } from "./search";

const ID = "0192f0c1-6d4e-7abc-8def-0123456789ab";

describe("the address of the journal", () => {
  it("keeps every filter it knows", () => {
    const filters = {
      events: "errors",
      from: "2026-11-01",
      to: "2026-11-22",
      time_from: "22:00",
      time_to: "06:00",
      bundle: ID,
      group: "none",
      connector: "amocrm",
      status: "failed",
      search: "anna@example.com",
      row: ID,
    };

    expect(readJournalSearch(filters)).toEqual(filters);
  });

  it("leaves out what it may not say", () => {
    const raw = {
      events: "some",
      period: "1y",
      time_from: "25:00",
      bundle: "x",
      connector: "Amo CRM",
      search: "  ",
      a: 1,
    };

    expect(readJournalSearch(raw)).toEqual({});
  });

  it("prefers a period to own dates, as the server takes only one of them", () => {
    const raw = { period: "today", from: "2026-11-01" };

    expect(readJournalSearch(raw)).toEqual({ period: "today" });
  });
});

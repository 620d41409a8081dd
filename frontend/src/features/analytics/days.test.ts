import { describe, expect, it } from "vitest";
import {
  cutFor,
  inJournal,
  isPartial,
  lengthOf,
  plusMonths,
  spanBefore,
  spanOf,
  todayIn,
} from "./days";
import { PERIODS } from "./search";

const TODAY = "2026-12-01";

describe("periods", () => {
  it("are counted in the workspace's zone", () => {
    const moment = new Date("2026-11-30T22:30:00Z");

    expect(todayIn("Europe/Moscow", moment)).toBe("2026-12-01");
    expect(todayIn("America/New_York", moment)).toBe("2026-11-30");
  });

  it("have today beside the seven or thirty days before", () => {
    expect(spanOf("last_7_days", TODAY)).toEqual({ from: "2026-11-24", to: TODAY });
    expect(spanOf("last_30_days", TODAY)).toEqual({ from: "2026-11-01", to: TODAY });
  });

  it("know where months begin and end", () => {
    expect(spanOf("this_month", TODAY)).toEqual({ from: TODAY, to: TODAY });
    expect(spanOf("last_month", "2027-01-31")).toEqual({ from: "2026-12-01", to: "2026-12-31" });
    expect(spanOf("last_3_months", "2026-05-31").from).toBe("2026-03-01");
  });

  it("are never longer than the server tells at once", () => {
    const days = PERIODS.map((name) => lengthOf(spanOf(name, "2028-03-01")));

    expect(Math.max(...days)).toBe(366);
  });
});

describe("months", () => {
  it("end on their last day where they are shorter", () => {
    expect(plusMonths("2026-03-31", -1)).toBe("2026-02-28");
    expect(plusMonths("2026-01-15", -1)).toBe("2025-12-15");
  });
});

describe("how days are cut", () => {
  it("leaves neither few nor very many pieces", () => {
    expect(cutFor(spanOf("last_30_days", TODAY))).toBe("day");
    expect(cutFor(spanOf("last_3_months", TODAY))).toBe("week");
    expect(cutFor(spanOf("last_12_months", TODAY))).toBe("month");
  });

  it("marks what is less than a whole week or month, or not over yet", () => {
    expect(isPartial({ from: "2026-11-23", to: "2026-11-29" }, "week", TODAY)).toBe(false);
    expect(isPartial({ from: "2026-11-24", to: "2026-11-29" }, "week", TODAY)).toBe(true);
    expect(isPartial({ from: "2026-11-01", to: "2026-11-30" }, "month", TODAY)).toBe(false);
    expect(isPartial({ from: "2026-11-01", to: "2026-11-29" }, "month", TODAY)).toBe(true);
    expect(isPartial({ from: TODAY, to: TODAY }, "day", TODAY)).toBe(true);
  });
});

describe("the period before", () => {
  it("is as long and ends where the other begins", () => {
    const span = { from: "2026-11-24", to: TODAY };

    expect(spanBefore(span, TODAY)).toEqual({ from: "2026-11-16", to: "2026-11-23" });
  });

  it("is nothing to compare with for a day that is not over, or when it is not kept", () => {
    expect(spanBefore(spanOf("today", TODAY), TODAY)).toBeNull();
    expect(spanBefore(spanOf("last_12_months", TODAY), TODAY)).toBeNull();
  });
});

describe("the journal's rows", () => {
  it("reach back two months, so that older days have none", () => {
    expect(inJournal({ from: "2026-09-28", to: "2026-10-04" }, TODAY)).toEqual({
      from: "2026-10-01",
      to: "2026-10-04",
    });
    expect(inJournal({ from: "2026-09-01", to: "2026-09-30" }, TODAY)).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import { isCertain, parsed, readReport } from "./model";

describe("isCertain", () => {
  it.each(["anna@example.com", "+7 (916) 123-45-67", "8 916 123‑45‑67", "79161234567"])(
    "takes %s for an e-mail or a phone",
    (subject) => expect(isCertain(subject)).toBe(true),
  );

  it.each(["48151", "A-1001", "anna@", "123456789", "1234567890123456"])(
    "takes %s for an id",
    (subject) => expect(isCertain(subject)).toBe(false),
  );
});

describe("readReport", () => {
  it("reads the numbers and what settings are left", () => {
    const left = [{ what: "bundle", id: "1" }, { what: "dragon", id: "2" }, null];

    const report = readReport({ subjects: 1, rows: 3, left });

    expect(report).toMatchObject({ subjects: 1, rows: 3, waiting: 0 });
    expect(report?.left).toEqual([{ what: "bundle", id: "1" }]);
  });

  it("has nothing to read before the job is over", () => {
    expect(readReport(null)).toBeNull();
  });
});

describe("parsed", () => {
  it("tells what is no JSON from what is nothing", () => {
    expect(parsed("null")).toBeNull();
    expect(parsed("{oops")).toBeUndefined();
  });
});

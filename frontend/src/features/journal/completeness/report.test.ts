import { expect, test } from "vitest";
import { readReport } from "./report";

test("what one asks for is told even where it is nought, all else only where it is not", () => {
  const { fates } = readReport({ source: 3, delivered: 2, filtered: 0, failed: 0, held: 1 });

  expect(fates).toEqual([
    { fate: "delivered", count: 2 },
    { fate: "filtered", count: 0 },
    { fate: "failed", count: 0 },
    { fate: "held", count: 1 },
  ]);
});

test("missing records keep their id, also where nothing else is known", () => {
  const { missing } = readReport({ missing: [{ id: 7 }, { id: "b", at: "2026-11-01T00:00Z" }] });

  expect(missing).toEqual([
    { id: "7", at: null, payload_key: null },
    { id: "b", at: "2026-11-01T00:00Z", payload_key: null },
  ]);
});

test("a source that was not looked through to its end is told, and why", () => {
  const cut = readReport({ cut: true, error: { code: "x", message: "Signed out." } });

  expect(cut).toMatchObject({ isWhole: false, trouble: "Signed out." });
  expect(readReport({ cut: false, complete: false, missing_count: 1 }).isWhole).toBe(true);
});

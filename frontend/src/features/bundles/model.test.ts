import { expect, test } from "vitest";
import { chosen, failuresOf, iconsOf, intervalOf, statusTabs, troubleOf } from "./model";
import { aRow } from "./testing/a-row";

const reason = (code: string) => ({ code, message: "Why", params: {}, at: "2026-03-01T00:00:00Z" });
const click = (id: string, last: string | null = null) => ({ id, last, isRange: last !== null });
const IDS = ["a", "b", "c", "d"];

test("a blocked bundle tells why and leads to its errors", () => {
  const row = aRow({ status: "blocked", status_reason: reason("too_many_timeouts") });

  expect(troubleOf(row)).toEqual({ message: "Why", wayOut: "errors", stops: true });
});

test("a bundle whose connection is gone leads to the builder", () => {
  const row = aRow({ status: "paused", status_reason: reason("connection_deleted") });

  expect(troubleOf(row)?.wayOut).toBe("builder");
});

test("a running bundle with penalty points tells so without standing still", () => {
  const health = { points: 3, level: 1, slowed_by_s: 600, reason: reason("polling_slowed") };

  expect(troubleOf(aRow({ health }))).toEqual({ message: "Why", wayOut: "errors", stops: false });
});

test("a bundle that a person paused has no trouble, nor has one in the trash", () => {
  const gone = aRow({ status: "deleted", status_reason: reason("too_many_timeouts") });

  expect(troubleOf(aRow({ status: "paused" }))).toBeNull();
  expect(troubleOf(gone)).toBeNull();
});

test("an interval is told in the largest unit that fits", () => {
  expect(intervalOf(300)).toEqual({ unit: "minutes", count: 5 });
  expect(intervalOf(5400)).toEqual({ unit: "minutes", count: 90 });
  expect(intervalOf(7200)).toEqual({ unit: "hours", count: 2 });
  expect(intervalOf(86_400)).toEqual({ unit: "days", count: 1 });
});

test("the service that starts comes first, and what does not fit is counted", () => {
  const trigger = { ...aRow().trigger, connector: "tilda" };
  const row = aRow({ trigger, connectors: ["amocrm", "tilda", "http", "email", "slack"] });

  expect(iconsOf(row, 4)).toEqual({ shown: ["tilda", "amocrm", "http"], more: 2 });
});

test("a click chooses a bundle and the next one lets it go", () => {
  const one = chosen(new Set(), IDS, click("b"));

  expect([...one]).toEqual(["b"]);
  expect(chosen(one, IDS, click("b")).size).toBe(0);
});

test("a click with shift chooses everything in between, upwards too", () => {
  expect([...chosen(new Set(["a"]), IDS, click("c", "a"))]).toEqual(["a", "b", "c"]);
  expect([...chosen(new Set(["d"]), IDS, click("b", "d"))].sort()).toEqual(["b", "c", "d"]);
});

test("only tabs with bundles are there, and the one that is open", () => {
  const counts = { all: 3, running: 3, paused: 0, migration: 0, blocked: 0, deleted: 1 };

  expect(statusTabs(counts, "blocked")).toEqual(["running", "blocked", "deleted"]);
});

test("of a deed done to many those that refused are named", () => {
  const error = { code: "not_published", message: "Publish first.", params: {} };
  const results = [
    { id: "a", ok: true, status: "running", error: null },
    { id: "b", ok: false, status: null, error },
  ];

  expect(failuresOf(results, (id) => `Bundle ${id}`)).toEqual([
    { id: "b", name: "Bundle b", message: "Publish first." },
  ]);
});

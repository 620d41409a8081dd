import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Draft } from "./definition";
import { Saver } from "./saver";

const draft = (name: string): Draft => ({ trigger: { key: name }, steps: [] });
const problem = (status: number, code: string) => ({
  status,
  code,
  title: "",
  detail: "no",
  errors: [],
});

const START = draft("start");
let sent: [Draft, number][] = [];
let answers: (() => Promise<{ revision: number }>)[] = [];

function aSaver() {
  sent = [];
  return new Saver(
    async (what, revision) => {
      sent.push([what, revision]);
      const answer = answers.shift();
      return answer ? answer() : { revision: revision + 1 };
    },
    { draft: START, revision: 4 },
  );
}

beforeEach(() => {
  answers = [];
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

test("typing is saved once, a moment after it stopped", async () => {
  const saver = aSaver();
  saver.want(draft("a"));
  await vi.advanceTimersByTimeAsync(300);
  const last = draft("ab");
  saver.want(last);
  await vi.advanceTimersByTimeAsync(1000);
  expect(sent).toEqual([[last, 4]]);
  expect([saver.saving.state, saver.revision, saver.isClean]).toEqual(["saved", 5, true]);
});

test("what changes during a save is saved after it, on the new revision", async () => {
  const saver = aSaver();
  const second = draft("second");
  answers = [
    async () => {
      saver.want(second);
      return { revision: 5 };
    },
  ];
  saver.want(draft("first"));
  await vi.advanceTimersByTimeAsync(3000);
  expect(sent.at(-1)).toEqual([second, 5]);
  expect(saver.saving.state).toBe("saved");
});

test("a newer draft of somebody else is never overwritten unasked", async () => {
  const saver = aSaver();
  answers = [() => Promise.reject(problem(409, "draft_is_stale"))];
  saver.want(draft("mine"));
  await vi.advanceTimersByTimeAsync(1000);
  const mine = draft("more of mine");
  saver.want(mine);
  await vi.advanceTimersByTimeAsync(60_000);
  expect([sent.length, saver.saving.state]).toEqual([1, "conflict"]);

  expect(await saver.replace(mine, 9)).toBe(true);
  expect(sent.at(-1)).toEqual([mine, 9]);
});

test("without a network it says so and keeps trying", async () => {
  const saver = aSaver();
  answers = [
    () => Promise.reject(new TypeError("Failed to fetch")),
    () => Promise.reject(problem(503, "unavailable")),
  ];
  saver.want(draft("mine"));
  await vi.advanceTimersByTimeAsync(1000);
  expect(saver.saving.state).toBe("offline");
  await vi.advanceTimersByTimeAsync(60_000);
  expect([sent.length, saver.saving.state]).toEqual([3, "saved"]);
});

test("a refused draft waits for the next change", async () => {
  const saver = aSaver();
  answers = [() => Promise.reject(problem(400, "definition_invalid"))];
  saver.want(draft("broken"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect([sent.length, saver.saving.state]).toEqual([1, "refused"]);
  saver.want(draft("mended"));
  await vi.advanceTimersByTimeAsync(1000);
  expect([sent.length, saver.saving.state]).toEqual([2, "saved"]);
});

test("a change that is taken back is not saved", async () => {
  const saver = aSaver();
  saver.want(draft("a"));
  saver.want(START);
  await vi.advanceTimersByTimeAsync(1000);
  expect([sent.length, saver.saving.state]).toEqual([0, "saved"]);
});

test("leaving waits for what is not saved yet", async () => {
  const saver = aSaver();
  saver.want(draft("a"));
  expect(await saver.flush()).toBe(true);
  expect(sent).toHaveLength(1);
});

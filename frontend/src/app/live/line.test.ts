import { expect, test } from "vitest";
import { type Line, NEW_LINE, type Turn, turned } from "./line";

const after = (...turns: Turn[]): Line => turns.reduce(turned, NEW_LINE);

test("a stream that was lost once goes on as a stream", () => {
  expect(after("opened", "lost")).toEqual({ mode: "stream", failures: 1, attempt: 0 });
});

test("a stream that was closed is opened anew", () => {
  expect(after("closed")).toEqual({ mode: "stream", failures: 1, attempt: 1 });
});

test("after two failures in a row the server is asked now and then", () => {
  expect(after("lost", "lost").mode).toBe("poll");
  expect(after("lost", "opened", "lost").mode).toBe("stream");
});

test("a stream is tried again, and one more failure is enough to give it up", () => {
  const again = after("lost", "lost", "try_again");

  expect(again.mode).toBe("stream");
  expect(turned(again, "closed").mode).toBe("poll");
  expect(turned(again, "opened").failures).toBe(0);
});

test("nothing comes while nobody looks, and a new stream once somebody does", () => {
  expect(after("left", "lost").mode).toBe("rest");
  expect(after("left", "back")).toEqual({ mode: "stream", failures: 0, attempt: 1 });
});

test("somebody who comes back soon changes nothing", () => {
  expect(after("opened", "back")).toEqual(NEW_LINE);
});

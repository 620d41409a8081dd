import { describe, expect, test } from "vitest";
import type { Draft, Step } from "../definition";
import { type Drawing, drawn, type Spot } from "./layout";

const act = (id: string): Step => ({ id, kind: "action", action: "send" });

const DRAFT: Draft = {
  trigger: {},
  steps: [
    act("first"),
    {
      id: "fork",
      kind: "router",
      branches: [
        { steps: [act("left"), act("below_left")] },
        { steps: [act("right")] },
        { steps: [] },
      ],
    },
    { id: "each", kind: "loop", over: "", steps: [act("inside")] },
    { ...act("risky"), kind: "action", on_error: { steps: [act("mend")] } },
  ],
};

const drawing = drawn(DRAFT);
const spot = (id: string): Spot => {
  const found = drawing.spots.find((one) => one.id === id);
  if (!found) throw new Error(`nothing is drawn for ${id}`);
  return found;
};
const isOver = (one: Spot, other: Spot) =>
  Math.abs(one.x - other.x) < (one.w + other.w) / 2 &&
  one.y < other.y + other.h &&
  other.y < one.y + one.h;

describe("the drawing", () => {
  test("flows downwards along one axis", () => {
    const column = ["trigger", "first", "fork", "each", "risky"].map(spot);
    expect(column.every(({ x }) => x === 0)).toBe(true);
    expect(column.map(({ y }) => y)).toEqual(column.map(({ y }) => y).sort((a, b) => a - b));
  });

  test("lays nothing over anything else", () => {
    const solid = drawing.spots.filter(({ kind }) => kind !== "frame");
    const clashes = solid.flatMap((one, at) =>
      solid
        .slice(at + 1)
        .filter((other) => isOver(one, other))
        .map(({ id }) => `${one.id} ${id}`),
    );
    expect(clashes).toEqual([]);
  });

  test("puts branches side by side and the error's steps to the right", () => {
    expect(spot("left").x).toBeLessThan(spot("right").x);
    expect(spot("left").y).toBe(spot("right").y);
    expect(spot("mend").x).toBeGreaterThan(spot("risky").x + spot("risky").w);
  });

  test("draws a loop's frame around its card and its steps", () => {
    const frame = spot("frame:each");
    for (const one of [spot("each"), spot("inside")]) {
      expect(isWithin(one, frame)).toBe(true);
    }
  });

  test("stays within the bounds it tells", () => {
    for (const { x, y, w, h } of drawing.spots) {
      expect(x - w / 2).toBeGreaterThanOrEqual(-drawing.left);
      expect(x + w / 2).toBeLessThanOrEqual(drawing.right);
      expect(y + h).toBeLessThanOrEqual(drawing.height);
    }
  });

  test("leads every way on to what follows, but not that of an error", () => {
    expect(next(drawing, "plus:fork:0:2")).toEqual(next(drawing, "plus:fork:2:0"));
    expect(next(drawing, "plus:risky::1")).toEqual([]);
    expect(next(drawing, "risky")).toEqual(["way:risky:", "plus:::4"]);
  });
});

function isWithin(one: Spot, frame: Spot): boolean {
  const isBeside = Math.abs(one.x - frame.x) + one.w / 2 <= frame.w / 2;
  return isBeside && one.y >= frame.y && one.y + one.h <= frame.y + frame.h;
}

function next({ lines }: Drawing, id: string): string[] {
  return lines.filter(({ from }) => from === id).map(({ to }) => to);
}

/** Where everything stands in the drawing: downwards, branches side by side, loops around. */
import type { Draft, Step } from "../definition";
import { innersOf, type Place, type Sequence } from "../places";

const CARD = { w: 384, h: 60 };
const PLUS = { w: 26, h: 26 };
const PILL = { w: 180, h: 24 };
const ASIDE_PILL = { w: 110, h: 24 };
const GAP = 16;
const FORK = 30;
const BETWEEN_WAYS = 32;
const ASIDE = 48;
const FRAME = 20;

interface Box {
  id: string;
  /** Centre. */
  x: number;
  /** Top. */
  y: number;
  w: number;
  h: number;
}

export type Spot =
  | (Box & { kind: "step"; step: Step | null })
  | (Box & { kind: "plus"; place: Place })
  | (Box & { kind: "way"; step: Step; branch?: number })
  | (Box & { kind: "frame" });

export interface Line {
  from: string;
  to: string;
  /** Whether it leads to what happens on an error. */
  isAside?: boolean;
}

export interface Drawing {
  spots: Spot[];
  lines: Line[];
  /** How far it reaches to either side of its axis, which is at 0, and down. */
  left: number;
  right: number;
  height: number;
}

/** A drawing that is part of another: what comes into it and what goes on from it. */
interface Part extends Drawing {
  entry: string;
  exits: string[];
}

/** Return the drawing of a whole draft. */
export function drawn(draft: Draft): Drawing {
  const trigger = card("trigger", null);
  return joined([trigger, sequence(draft.steps, { parent: null })]);
}

function plusId({ parent, branch, at }: Place): string {
  return `plus:${parent ?? ""}:${branch ?? ""}:${at}`;
}

function sequence(steps: Step[], within: Sequence): Part {
  const parts = steps.flatMap((step, at) => [drawnStep(step), plus({ ...within, at: at + 1 })]);
  return joined([plus({ ...within, at: 0 }), ...parts]);
}

function plus(place: Place): Part {
  const id = plusId(place);
  return single({ kind: "plus", id, place, x: 0, y: 0, ...PLUS });
}

function card(id: string, step: Step | null): Part {
  return single({ kind: "step", id, step, x: 0, y: 0, ...CARD });
}

function pill(step: Step, branch?: number): Part {
  const id = `way:${step.id}:${branch ?? ""}`;
  const size = branch === undefined ? ASIDE_PILL : PILL;
  return single({ kind: "way", id, step, branch, x: 0, y: 0, ...size });
}

function single(spot: Spot): Part {
  const { id, w, h } = spot;
  return { spots: [spot], lines: [], left: w / 2, right: w / 2, height: h, entry: id, exits: [id] };
}

function drawnStep(step: Step): Part {
  const own = card(step.id, step);
  if (step.kind === "router") return forked(own, step);
  if (step.kind === "loop") return framed(own, step);
  const [rescue] = innersOf(step);
  return rescue ? withAside(own, step, rescue.steps) : own;
}

/** Put parts below each other, each leading to the next. */
function joined(parts: Part[]): Part {
  let y = 0;
  const placed = parts.map((part) => {
    const here = shifted(part, 0, y);
    y += part.height + GAP;
    return here;
  });
  const lines = placed.slice(1).flatMap((part, at) => links(placed[at]?.exits ?? [], part.entry));
  return {
    ...around(placed),
    lines: [...placed.flatMap((part) => part.lines), ...lines],
    height: y - GAP,
    entry: placed[0]?.entry ?? "",
    exits: placed.at(-1)?.exits ?? [],
  };
}

/** Put the ways of a router side by side below its card. */
function forked(own: Part, step: Step): Part {
  const ways = innersOf(step).map(({ branch, steps }) =>
    joined([pill(step, branch), sequence(steps, { parent: step.id, branch })]),
  );
  const width = ways.reduce((sum, one) => sum + one.left + one.right + BETWEEN_WAYS, -BETWEEN_WAYS);
  let x = -width / 2;
  const placed = ways.map((way) => {
    const here = shifted(way, x + way.left, CARD.h + FORK);
    x += way.left + way.right + BETWEEN_WAYS;
    return here;
  });
  return {
    ...around([own, ...placed]),
    lines: [
      ...placed.flatMap((way) => links([step.id], way.entry)),
      ...placed.flatMap((way) => way.lines),
    ],
    height: CARD.h + FORK + Math.max(...ways.map(({ height }) => height)),
    entry: step.id,
    exits: placed.flatMap(({ exits }) => exits),
  };
}

/** Draw a frame around a loop's card and what is repeated. */
function framed(own: Part, step: Step): Part {
  const steps = innersOf(step)[0]?.steps ?? [];
  const inside = shifted(joined([own, sequence(steps, { parent: step.id })]), 0, FRAME);
  const left = inside.left + FRAME;
  const right = inside.right + FRAME;
  const height = inside.height + 2 * FRAME;
  const frame: Spot = {
    kind: "frame",
    id: `frame:${step.id}`,
    x: (right - left) / 2,
    y: 0,
    w: left + right,
    h: height,
  };
  return { ...inside, spots: [frame, ...inside.spots], left, right, height };
}

/** Put the steps for an error to the right of the card; they lead nowhere else. */
function withAside(own: Part, step: Step, steps: Step[]): Part {
  const way = joined([pill(step), sequence(steps, { parent: step.id })]);
  const aside = shifted(way, CARD.w / 2 + ASIDE + way.left, (CARD.h - PILL.h) / 2);
  return {
    ...around([own, aside]),
    lines: [{ from: step.id, to: aside.entry, isAside: true }, ...aside.lines],
    height: Math.max(CARD.h, aside.height + (CARD.h - PILL.h) / 2),
    entry: step.id,
    exits: [step.id],
  };
}

function links(from: string[], to: string): Line[] {
  return from.map((one) => ({ from: one, to }));
}

function shifted(part: Part, x: number, y: number): Part {
  const spots = part.spots.map((spot) => ({ ...spot, x: spot.x + x, y: spot.y + y }));
  return { ...part, spots, left: part.left - x, right: part.right + x };
}

function around(parts: Part[]): Pick<Drawing, "spots" | "left" | "right"> {
  return {
    spots: parts.flatMap(({ spots }) => spots),
    left: Math.max(...parts.map(({ left }) => left)),
    right: Math.max(...parts.map(({ right }) => right)),
  };
}

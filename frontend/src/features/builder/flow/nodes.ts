/** The drawing in the words of the canvas. */
import { type BuiltInEdge, MarkerType, type Node, type NodeHandle, Position } from "@xyflow/react";
import type { Drawing, Line, Spot } from "./layout";

export type SpotNode = Node<{ spot: Spot; isTarget: boolean }, Spot["kind"]>;

/** What is being dragged, where to, and the plus it would land at. */
export interface Drag {
  id: string;
  x: number;
  y: number;
  target: string | null;
}

export function nodesOf({ spots }: Drawing, drag: Drag | null, mayEdit: boolean): SpotNode[] {
  return spots.map((spot) => {
    const isDragged = drag?.id === spot.id;
    return {
      id: spot.id,
      type: spot.kind,
      position: isDragged ? { x: drag.x, y: drag.y } : { x: spot.x - spot.w / 2, y: spot.y },
      width: spot.w,
      height: spot.h,
      handles: handlesOf(spot),
      data: { spot, isTarget: drag?.target === spot.id },
      draggable: mayEdit && spot.kind === "step" && spot.step !== null,
      // The canvas lets nothing be clicked that is neither dragged nor selected.
      style: spot.kind === "frame" || spot.kind === "way" ? {} : { pointerEvents: "all" },
      zIndex: isDragged ? 10 : spot.kind === "frame" ? -1 : 1,
    };
  });
}

/** Return the lines; those of what is being dragged are not drawn. */
export function edgesOf({ spots, lines }: Drawing, dragged: string | undefined): BuiltInEdge[] {
  const places = new Map(spots.map((spot) => [spot.id, spot]));
  return lines
    .filter(({ from, to }) => from !== dragged && to !== dragged)
    .map((line) => edgeOf(line, places));
}

const BEND = 8;

function edgeOf({ from, to, isAside }: Line, places: ReadonlyMap<string, Spot>): BuiltInEdge {
  const isIntoPlus = to.startsWith("plus:");
  const [start, end] = [places.get(from), places.get(to)];
  const length = start && end ? Math.max(end.y - start.y - start.h, 2 * BEND) : 2 * BEND;
  return {
    id: `${from}>${to}`,
    source: from,
    target: to,
    type: "smoothstep",
    // Ways that meet bend right before they do, so that no line runs through a card.
    pathOptions: {
      offset: BEND,
      borderRadius: BEND,
      stepPosition: isIntoPlus ? 1 - BEND / length : 0.5,
    },
    sourceHandle: isAside ? "aside" : "out",
    targetHandle: isAside ? "side" : "in",
    domAttributes: { "aria-hidden": true },
    ...(isAside ? { style: { strokeDasharray: "4 4" } } : {}),
    ...(isIntoPlus || isAside ? {} : { markerEnd: { type: MarkerType.ArrowClosed } }),
  };
}

/** Where lines touch a spot, said beforehand so that nothing has to be measured. */
function handlesOf({ w, h }: Spot): NodeHandle[] {
  const point = { width: 1, height: 1 };
  return [
    { id: "in", type: "target", position: Position.Top, x: w / 2, y: 0, ...point },
    { id: "out", type: "source", position: Position.Bottom, x: w / 2, y: h, ...point },
    { id: "aside", type: "source", position: Position.Right, x: w, y: h / 2, ...point },
    { id: "side", type: "target", position: Position.Left, x: 0, y: h / 2, ...point },
  ];
}

const REACH = 120;

/** Return the plus a dragged card is nearest to, if any is within reach. */
export function plusNear({ spots }: Drawing, x: number, y: number): string | null {
  let nearest: string | null = null;
  let least = REACH;
  for (const spot of spots) {
    const distance = Math.hypot(spot.x - x, spot.y + spot.h / 2 - y);
    if (spot.kind === "plus" && distance < least) {
      nearest = spot.id;
      least = distance;
    }
  }
  return nearest;
}

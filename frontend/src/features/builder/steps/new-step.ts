/** Steps as they are when they are put in. */
import type { Shapes } from "../../../api/client";
import type { Draft, Kind, Step } from "../definition";
import { idsOf, newId } from "../ids";

/** Return a new step of a kind that needs no service, under a free id. */
export function aStep(draft: Draft, kind: Exclude<Kind, "action">): Step {
  const id = newId(kind, idsOf(draft));
  switch (kind) {
    case "filter":
      return { id, kind, when: { all: [] } };
    case "router":
      return {
        id,
        kind,
        mode: "first",
        branches: [{ when: { all: [] }, steps: [] }, { steps: [] }],
      };
    case "loop":
      return { id, kind, over: "", steps: [] };
    case "delay":
      return { id, kind, for: "PT1H" };
    case "stop":
      return { id, kind, result: "succeeded" };
    case "respond":
      return { id, kind, status: 200 };
  }
}

interface Choice {
  slug: string;
  action: string;
}

/** Return a new action; the only connection of its service is chosen at once. */
export function anAction(
  draft: Draft,
  { slug, action }: Choice,
  connections: readonly Shapes["ConnectionShape"][],
): Step {
  const id = newId(action, idsOf(draft));
  const theirs = connections.filter(({ connector }) => connector === slug);
  const connection = theirs.length === 1 ? (theirs[0]?.id ?? null) : null;
  return { id, kind: "action", connector: slug, connection, action, fields: {} };
}

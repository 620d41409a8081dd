/** What can be put in between two steps. */
import type { Shapes } from "../../../api/client";
import type { Key, Say } from "../../../i18n/words";
import type { Kind } from "../definition";
import { KIND_WORDS } from "../naming";
import type { Offered, OfferGroup } from "../offers";

export type Offer =
  | (Offered & { kind: Exclude<Kind, "action"> })
  | (Offered & { kind: "action"; slug: string; action: string });

const LOGIC: [kind: Exclude<Kind, "action">, about: Key][] = [
  ["filter", "builder.about.filter"],
  ["router", "builder.about.router"],
  ["loop", "builder.about.loop"],
  ["delay", "builder.about.delay"],
  ["stop", "builder.about.stop"],
  ["respond", "builder.about.respond"],
];

/** Return all steps there are: logic first, then services in use, then the others. */
export function stepsOffered(
  catalog: readonly Shapes["ConnectorCard"][],
  connections: readonly { connector: string }[],
  say: Say,
): OfferGroup<Offer>[] {
  const inUse = new Set(connections.map(({ connector }) => connector));
  const logic: OfferGroup<Offer> = {
    name: say("builder.add.logic"),
    offers: LOGIC.map(([kind, about]) => ({
      key: kind,
      kind,
      label: say(KIND_WORDS[kind]),
      help: say(about),
    })),
  };
  const services = [...catalog]
    .sort((one, other) => Number(inUse.has(other.slug)) - Number(inUse.has(one.slug)))
    .map(({ slug, name, actions }) => ({
      name,
      offers: actions.map(
        ({ name: action, label, help }): Offer => ({
          key: `${slug}/${action}`,
          kind: "action",
          label,
          help,
          slug,
          action,
        }),
      ),
    }));
  return [logic, ...services];
}

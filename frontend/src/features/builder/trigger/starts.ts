/** Everything that can start a bundle. */
import type { Shapes } from "../../../api/client";
import type { Say } from "../../../i18n/words";
import type { Offered, OfferGroup } from "../offers";

export type Start =
  | (Offered & { kind: "schedule" })
  | (Offered & { kind: "manual" })
  | (Offered & { kind: "event"; slug: string; event: string });

/** Return all of it: services in use first, then the clock and people, then the others. */
export function startsOffered(
  catalog: readonly Shapes["ConnectorCard"][],
  connections: readonly { connector: string }[],
  say: Say,
): OfferGroup<Start>[] {
  const inUse = new Set(connections.map(({ connector }) => connector));
  const plain: OfferGroup<Start> = {
    name: say("builder.start.plain"),
    offers: (["schedule", "manual"] as const).map((kind) => ({
      key: kind,
      kind,
      label: say(`builder.trigger.${kind}`),
      help: say(`builder.trigger.${kind}_help`),
    })),
  };
  const services = catalog.map(({ slug, name, triggers }) => ({
    isUsed: inUse.has(slug),
    name,
    offers: triggers.map(
      ({ name: event, label, help }): Start => ({
        key: `${slug}/${event}`,
        kind: "event",
        slug,
        event,
        label,
        help,
      }),
    ),
  }));
  const used = services.filter(({ isUsed }) => isUsed);
  const others = services.filter(({ isUsed }) => !isUsed);
  return [...used, plain, ...others];
}

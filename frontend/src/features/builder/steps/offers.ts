/** What can be put in between two steps, found by a few letters of its name. */
import type { Shapes } from "../../../api/client";
import type { Key, Say } from "../../../i18n/words";
import type { Kind } from "../definition";
import { KIND_WORDS } from "../naming";

export type Offer =
  | { kind: Exclude<Kind, "action">; label: string; help: string }
  | { kind: "action"; label: string; help: string; slug: string; action: string };

export interface OfferGroup {
  name: string;
  offers: Offer[];
}

const LOGIC: [kind: Exclude<Kind, "action">, about: Key][] = [
  ["filter", "builder.about.filter"],
  ["router", "builder.about.router"],
  ["loop", "builder.about.loop"],
  ["delay", "builder.about.delay"],
  ["stop", "builder.about.stop"],
  ["respond", "builder.about.respond"],
];

/** Return what matches: logic first, then services in use, then the others. */
export function offersFor(
  search: string,
  catalog: readonly Shapes["ConnectorCard"][],
  inUse: ReadonlySet<string>,
  say: Say,
): OfferGroup[] {
  const logic: OfferGroup = {
    name: say("builder.add.logic"),
    offers: LOGIC.map(([kind, about]) => ({
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
        ({ name: action, label, help }): Offer => ({ kind: "action", label, help, slug, action }),
      ),
    }));
  return [logic, ...services]
    .map((group) => ({ ...group, offers: matching(group, search) }))
    .filter(({ offers }) => offers.length > 0);
}

function matching({ name, offers }: OfferGroup, search: string): Offer[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return offers.filter((offer) => {
    const text = `${name} ${offer.label} ${offer.help}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Everything that can start a bundle. */
import type { Shapes } from "../../../api/client";
import type { Say } from "../../../i18n/words";

interface Named {
  key: string;
  label: string;
  help: string;
}

export type Start =
  | (Named & { kind: "schedule" })
  | (Named & { kind: "manual" })
  | (Named & { kind: "event"; slug: string; event: string });

export interface StartGroup {
  name: string;
  starts: Start[];
}

/** Return what matches: services in use first, then the clock and people, then the others. */
export function startsFor(
  search: string,
  catalog: readonly Shapes["ConnectorCard"][],
  inUse: ReadonlySet<string>,
  say: Say,
): StartGroup[] {
  const plain: StartGroup = {
    name: say("builder.start.plain"),
    starts: (["schedule", "manual"] as const).map((kind) => ({
      key: kind,
      kind,
      label: say(`builder.trigger.${kind}`),
      help: say(`builder.trigger.${kind}_help`),
    })),
  };
  const services = catalog.map(({ slug, name, triggers }) => ({
    slug,
    name,
    starts: triggers.map(
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
  const used = services.filter(({ slug }) => inUse.has(slug));
  const others = services.filter(({ slug }) => !inUse.has(slug));
  return [...used, plain, ...others]
    .map(({ name, starts }) => ({ name, starts: matching(name, starts, search) }))
    .filter(({ starts }) => starts.length > 0);
}

function matching(group: string, starts: Start[], search: string): Start[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return starts.filter(({ label, help }) => {
    const text = `${group} ${label} ${help}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

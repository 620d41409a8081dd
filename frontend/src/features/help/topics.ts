/** Which words help on which page. */
import type { Key } from "../../i18n/words";

export interface Topic {
  title: Key;
  lines: readonly Key[];
}

export type Shortcut = [keys: readonly string[], words: Key];

const TOPICS: [address: RegExp, topic: Topic][] = [
  [
    /^\/bundles\/./,
    {
      title: "help.builder.title",
      lines: [
        "help.builder.steps",
        "help.builder.pills",
        "help.builder.try",
        "help.builder.publish",
      ],
    },
  ],
  [
    /^\/bundles/,
    {
      title: "help.bundles.title",
      lines: [
        "help.bundles.what",
        "help.bundles.pause",
        "help.bundles.blocked",
        "help.bundles.trash",
      ],
    },
  ],
  [
    /^\/connections/,
    {
      title: "help.connections.title",
      lines: [
        "help.connections.what",
        "help.connections.login",
        "help.connections.webhook",
        "help.connections.delete",
      ],
    },
  ],
  [
    /^\/journal/,
    {
      title: "help.journal.title",
      lines: ["help.journal.what", "help.journal.find", "help.journal.error", "help.journal.kept"],
    },
  ],
  [
    /^\/settings/,
    {
      title: "help.settings.title",
      lines: ["help.settings.roles", "help.settings.tokens", "help.settings.alerts"],
    },
  ],
];

const EVERYWHERE: readonly Shortcut[] = [
  [["mod", "K"], "help.keys.palette"],
  [["/"], "help.keys.search"],
  [["?"], "help.keys.help"],
  [["Esc"], "help.keys.close"],
];

const BUILDER: readonly Shortcut[] = [
  [["mod", "Z"], "help.keys.undo"],
  [["mod", "Shift", "Z"], "help.keys.redo"],
  [["mod", "C"], "help.keys.copy"],
  [["mod", "V"], "help.keys.paste"],
  [["Delete"], "help.keys.delete"],
  [["/"], "help.keys.insert"],
];

const ANYWHERE: Topic = { title: "app.help", lines: ["help.anywhere"] };

/** Return what helps at this address. */
export function helpOf(pathname: string): Topic {
  return TOPICS.find(([address]) => address.test(pathname))?.[1] ?? ANYWHERE;
}

/** Return the keys that work at this address. */
export function keysOf(pathname: string): readonly Shortcut[] {
  const isBuilder = /^\/bundles\/./.test(pathname);
  return isBuilder
    ? [...BUILDER, ...EVERYWHERE.filter(([, words]) => words !== "help.keys.search")]
    : EVERYWHERE;
}

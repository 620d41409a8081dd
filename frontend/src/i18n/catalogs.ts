/** Which texts there are: one catalog a feature, each loaded with the page that speaks it. */

import type app from "../app/strings/en.json";
import type analytics from "../features/analytics/strings/en.json";
import type builder from "../features/builder/strings/en.json";
import type bundles from "../features/bundles/strings/en.json";
import type connections from "../features/connections/strings/en.json";
import type help from "../features/help/strings/en.json";
import type journal from "../features/journal/strings/en.json";
import type palette from "../features/palette/strings/en.json";
import type session from "../features/session/strings/en.json";
import type settings from "../features/settings/strings/en.json";
import type ui from "../ui/strings/en.json";

interface Catalogs {
  analytics: typeof analytics;
  app: typeof app;
  bundles: typeof bundles;
  builder: typeof builder;
  connections: typeof connections;
  help: typeof help;
  journal: typeof journal;
  palette: typeof palette;
  session: typeof session;
  settings: typeof settings;
  ui: typeof ui;
}

export type Catalog = keyof Catalogs;
/** A role key of any catalog, such as `bundles.empty.title`. */
export type Key = { [name in Catalog]: keyof Catalogs[name] & string }[Catalog];

const FILES = import.meta.glob<Record<string, string>>("../**/strings/*.json", {
  import: "default",
});

/** Return the compiled texts of one catalog in one language. */
export async function load(name: Catalog, language: string): Promise<Record<string, string>> {
  const folder = name === "app" || name === "ui" ? `../${name}` : `../features/${name}`;
  const file = FILES[`${folder}/strings/${language}.json`];
  return file ? await file() : {};
}

/**
 * Compiles the texts of the screen when the front end is built: a `strings/<language>.json` (role key
 * → ICU message) becomes what Lingui formats without a parser in the browser.
 */
import { compileMessage } from "@lingui/message-utils/compileMessage";
import type { Plugin } from "vite";

const STRINGS = /\/src\/.+\/strings\/(en|ru)\.json$/;

export function words(): Plugin {
  return {
    name: "svyazka-words",
    enforce: "pre",
    transform(source, id) {
      if (!STRINGS.test(id)) return null;
      const texts: Record<string, string> = JSON.parse(source);
      const compiled = Object.entries(texts).map(([key, text]) => [key, compileMessage(text)]);
      return { code: JSON.stringify(Object.fromEntries(compiled)), map: null };
    },
  };
}

/** The laws of every catalog of texts: both languages whole, in order, spoken somewhere. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compileMessageOrThrow } from "@lingui/message-utils/compileMessage";
import { describe, expect, it } from "vitest";

const SRC = join(import.meta.dirname, "..");
const FORMS = ["one", "few", "many", "other"];

type Texts = Record<string, string>;
type Part = string | [name: string, kind?: string, forms?: unknown];

const files = readdirSync(SRC, { recursive: true, encoding: "utf-8" });
const catalogs = files
  .filter((file) => file.endsWith("strings/en.json"))
  .map((file) => file.replace(/\/strings\/en\.json$/, ""));
const code = files
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.|schema\.d\.ts$/.test(file))
  .map((file) => readFileSync(join(SRC, file), "utf-8"))
  .join("\n");
const spoken = new Set(code.match(/(?<=["'`])[a-z_]+(?:\.[a-z0-9_-]+)+(?=["'`])/gi));
// `bundles.status.${status}`: any key that fits is spoken.
const patterns = [...code.matchAll(/`([a-z_]+\.[^`\s]*\$\{[^`]*)`/g)].map(
  ([, text = ""]) =>
    new RegExp(`^${text.replaceAll(".", "\\.").replaceAll(/\$\{[^}]*\}/g, ".+")}$`),
);

function textsOf(catalog: string, language: string): Texts {
  return JSON.parse(readFileSync(join(SRC, catalog, "strings", `${language}.json`), "utf-8"));
}

function partsOf(text: string): Part[] {
  const compiled = compileMessageOrThrow(text);
  return typeof compiled === "string" ? [compiled] : (compiled as Part[]);
}

/** Return the names a text is filled with, those in its plural forms too. */
function namesIn(parts: unknown): Set<string> {
  const names = new Set<string>();
  if (!Array.isArray(parts)) return names;
  for (const part of parts.filter(Array.isArray)) {
    if (typeof part[0] === "string") names.add(part[0]);
    for (const form of Object.values(part[2] ?? {}))
      for (const name of namesIn(form)) names.add(name);
  }
  return names;
}

function pluralsIn(parts: Part[]): string[][] {
  return parts.flatMap((part) =>
    Array.isArray(part) && part[1] === "plural" && part[2] ? [Object.keys(part[2])] : [],
  );
}

describe.each(catalogs)("the texts of %s", (catalog) => {
  const en = textsOf(catalog, "en");
  const ru = textsOf(catalog, "ru");
  const pairs = Object.keys(en).map((key): [string, string, string] => [
    key,
    en[key] ?? "",
    ru[key] ?? "",
  ]);

  it("say the same things in both languages, in order", () => {
    expect(Object.keys(ru)).toEqual(Object.keys(en));
    expect(Object.keys(en)).toEqual(Object.keys(en).toSorted());
    expect(Object.values({ ...en, ...ru }).filter((text) => !text.trim())).toEqual([]);
  });

  it("begin with the name of their folder", () => {
    const name = catalog.split("/").at(-1) ?? "";

    expect(Object.keys(en).filter((key) => !key.startsWith(`${name}.`))).toEqual([]);
  });

  it("are filled with the same values in both languages", () => {
    const differing = pairs.filter(
      ([, one, other]) => !sameNames(namesIn(partsOf(one)), namesIn(partsOf(other))),
    );

    expect(differing.map(([key]) => key)).toEqual([]);
  });

  it("have every plural form that Russian has", () => {
    const lacking = pairs.filter(([, , text]) =>
      pluralsIn(partsOf(text)).some((forms) => FORMS.some((form) => !forms.includes(form))),
    );

    expect(lacking.map(([key]) => key)).toEqual([]);
  });

  it("are all spoken somewhere", () => {
    const silent = Object.keys(en).filter(
      (key) => !spoken.has(key) && !patterns.some((pattern) => pattern.test(key)),
    );

    expect(silent).toEqual([]);
  });
});

function sameNames(one: Set<string>, other: Set<string>): boolean {
  return one.size === other.size && [...one].every((name) => other.has(name));
}

/** What the screen says: role keys in, texts of the reader's language out. */
import { i18n } from "@lingui/core";
import { useLingui } from "@lingui/react";
import { useCallback } from "react";
import { type Catalog, type Key, load } from "./catalogs";

export type { Key } from "./catalogs";

export const LANGUAGES = { en: "English", ru: "Русский" } as const;
export type Language = keyof typeof LANGUAGES;
export type Values = Record<string, string | number | null | undefined>;
export type Say = (key: Key, values?: Values) => string;

const MEMORY = "svyazka.language";
const spoken = new Set<Catalog>(["app", "ui"]);

export function isLanguage(name: unknown): name is Language {
  return typeof name === "string" && name in LANGUAGES;
}

/** Return the language chosen here before, else the browser's first that we speak. */
export function preferredLanguage(): Language {
  const wishes = [
    localStorage.getItem(MEMORY),
    ...navigator.languages.map((tag) => tag.slice(0, 2)),
  ];
  return wishes.find(isLanguage) ?? "en";
}

/** Return the language of the screen. */
export function language(): Language {
  return isLanguage(i18n.locale) ? i18n.locale : "en";
}

/** Speak a language from now on, with everything already on the screen. */
export async function speak(next: Language): Promise<void> {
  const catalogs = await Promise.all([...spoken].map((name) => load(name, next)));
  i18n.loadAndActivate({ locale: next, messages: Object.assign({}, ...catalogs) });
  localStorage.setItem(MEMORY, next);
  document.documentElement.lang = next;
}

/** Make the texts of a feature ready before its page is shown. */
export async function learn(...names: Catalog[]): Promise<void> {
  const missing = names.filter((name) => !spoken.has(name));
  const texts = await Promise.all(missing.map((name) => load(name, language())));
  for (const [at, name] of missing.entries()) {
    spoken.add(name);
    i18n.load(language(), texts[at] ?? {});
  }
}

/** Return the function that says a text; the component speaks anew when the language changes. */
export function useWords(): Say {
  const { i18n: current } = useLingui();
  const { locale } = current;
  return useCallback<Say>((key, values) => current._(key, values), [current, locale]);
}

/** Say a text outside of components. */
export const say: Say = (key, values) => i18n._(key, values);

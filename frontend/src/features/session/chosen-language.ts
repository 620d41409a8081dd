/** A language chosen at the door wins over the one that was saved before. */
import { isLanguage, type Language } from "../../i18n/words";

const CHOSEN = "svyazka.language.chosen";

export function rememberChoice(language: Language): void {
  sessionStorage.setItem(CHOSEN, language);
}

/** Return what was chosen at the door, once. */
export function takeChoice(): Language | null {
  const chosen = sessionStorage.getItem(CHOSEN);
  sessionStorage.removeItem(CHOSEN);
  return isLanguage(chosen) ? chosen : null;
}

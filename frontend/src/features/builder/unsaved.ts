/** A draft that could not be saved before one has to sign in waits in this tab for its person. */
import type { Draft } from "./definition";

export interface Unsaved {
  draft: Draft;
  /** What it is based on: somebody else may have saved meanwhile. */
  revision: number;
}

const keyOf = (bundle: string, person: string) => `svyazka.unsaved.${person}.${bundle}`;

/** Keep a draft until its person is back; tells whether there was room for it. */
export function putAside(bundle: string, person: string, unsaved: Unsaved): boolean {
  try {
    sessionStorage.setItem(keyOf(bundle, person), JSON.stringify(unsaved));
    return true;
  } catch {
    return false;
  }
}

/** Return the draft that was put aside, once; null when there is none. */
export function takeBack(bundle: string, person: string): Unsaved | null {
  const key = keyOf(bundle, person);
  const kept = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  return kept === null ? null : JSON.parse(kept);
}

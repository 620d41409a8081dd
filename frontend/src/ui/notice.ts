/** Short words about what was just done, with a way back where there is one. */
import { say } from "../i18n/words";
import { wordsOf } from "./failed";
import type { Notice } from "./notices";

const LONG_ENOUGH_MS = 10_000;

let isAwake = false;
const waiting = new Set<() => void>();

/** Tell what was done; with `onUndo` the notice has the way back and stays longer. */
export function tell(message: string, onUndo?: () => void): void {
  void show({ message, ...(onUndo ? { onUndo, autoClose: LONG_ENOUGH_MS } : {}) });
}

/** Tell that an action failed, why, and what to do about it. */
export function tellFailure(error: unknown): void {
  void show({ message: wordsOf(error, say), color: "red", autoClose: LONG_ENOUGH_MS });
}

/** Hear when there is a first notice: what shows them is not part of the first load. */
export function onFirstNotice(call: () => void): () => void {
  waiting.add(call);
  return () => waiting.delete(call);
}

export function hasNotices(): boolean {
  return isAwake;
}

/** Make what shows notices ready, for a page that goes on while there is no line to the server. */
export function readyNotices(): void {
  void fetched();
}

async function show(notice: Notice): Promise<void> {
  const notices = await fetched();
  if (!notices) return;
  isAwake = true;
  for (const call of waiting) call();
  notices.show(notice);
}

/** Return what shows notices; null when it could not be fetched, which must not stop the page. */
function fetched() {
  return import("./notices").catch(() => null);
}

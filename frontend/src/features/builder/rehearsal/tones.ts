import type { Shapes } from "../../../api/client";

/** Colours beside the words for how an event would end. */
export const TONES: Record<Shapes["RehearsedEvent"]["status"], string> = {
  succeeded: "green",
  filtered: "gray",
  failed: "red",
  unfinished: "yellow",
  cut_short: "yellow",
};

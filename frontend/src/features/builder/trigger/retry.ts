/** When it is tried again: what a person chooses, and the delays it means. */
import type { Retry } from "../definition";

export type RetryPreset = "usual" | "short" | "never" | "own";

export const LONGEST_DELAY_S = 259_200;
export const MOST_DELAYS = 20;

const SHORT = [5, 30, 300];
const FIRST_OWN = [30, 300, 1800];
// By what the words of both languages begin with.
const UNITS: [RegExp, seconds: number][] = [
  [/^(s|с)/, 1],
  [/^(m|м)/, 60],
  [/^(h|ч)/, 3_600],
  [/^(d|д)/, 86_400],
];

/** Return the delays in seconds; null for the usual ones. */
export function delaysOf(retry: Retry | undefined): number[] | null {
  return Array.isArray(retry) ? retry : (retry?.delays ?? null);
}

export function presetOf(retry: Retry | undefined): RetryPreset {
  if (!retry) return "usual";
  if (!Array.isArray(retry)) return "own";
  if (retry.length === 0) return "never";
  return String(retry) === String(SHORT) ? "short" : "own";
}

/** Return what a preset means; own delays begin with what there was. */
export function retryOf(preset: RetryPreset, before: Retry | undefined): Retry | undefined {
  const delays = delaysOf(before);
  if (preset === "usual") return undefined;
  if (preset === "short") return SHORT;
  return preset === "never" ? [] : delays?.length ? [...delays, 1800] : FIRST_OWN;
}

/** Return the same with other delays; when to give up stays. */
export function withDelays(retry: Retry | undefined, delays: number[]): Retry {
  return !retry || Array.isArray(retry) ? delays : { ...retry, delays };
}

/** Read a length of time as people write it: 30 s, 5 min, 2 ч; null for anything else. */
export function readDelay(text: string): number | null {
  const [, amount = "", unit = ""] = /^(\d+(?:[.,]\d+)?)\s*(\p{L}*)\.?$/u.exec(text.trim()) ?? [];
  const size = unit ? UNITS.find(([form]) => form.test(unit.toLowerCase()))?.[1] : 1;
  if (!amount || !size) return null;
  const seconds = Number(amount.replace(",", ".")) * size;
  return seconds <= LONGEST_DELAY_S ? seconds : null;
}

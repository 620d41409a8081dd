/** For how long a token may live: a few usual answers, in days. */
export const LIFETIMES = ["30", "90", "365", "forever"] as const;

const DAY_MS = 24 * 3_600_000;

/** Return the last moment of a token made now; null for one without an end. */
export function lastMoment(lifetime: string, now = new Date()): string | null {
  const days = Number(lifetime);
  return Number.isFinite(days) && days > 0
    ? new Date(now.getTime() + days * DAY_MS).toISOString()
    : null;
}

/** Lengths of time as people say them: a number of units, kept as ISO 8601 (`PT1H`). */

export const UNITS = ["minutes", "hours", "days", "weeks", "months", "seconds"] as const;
export type Unit = (typeof UNITS)[number];

export interface Span {
  amount: number;
  unit: Unit;
}

const FORMS: Record<Unit, (amount: number) => string> = {
  seconds: (amount) => `PT${amount}S`,
  minutes: (amount) => `PT${amount}M`,
  hours: (amount) => `PT${amount}H`,
  days: (amount) => `P${amount}D`,
  weeks: (amount) => `P${amount}W`,
  months: (amount) => `P${amount}M`,
};
const SINGLE: [RegExp, Unit][] = [
  [/^PT(\d+)S$/i, "seconds"],
  [/^PT(\d+)M$/i, "minutes"],
  [/^PT(\d+)H$/i, "hours"],
  [/^P(\d+)D$/i, "days"],
  [/^P(\d+)W$/i, "weeks"],
  [/^P(\d+)M$/i, "months"],
];
const LARGEST_FIRST: [Unit, number][] = [
  ["days", 86_400],
  ["hours", 3_600],
  ["minutes", 60],
];

export function writeSpan({ amount, unit }: Span): string {
  return FORMS[unit](amount);
}

/** Read a length of one unit, or plain seconds; null for anything else, such as a mapped value. */
export function readSpan(value: unknown): Span | null {
  if (typeof value === "number") return ofSeconds(value);
  if (typeof value !== "string") return null;
  if (/^\d+$/.test(value)) return ofSeconds(Number(value));
  for (const [form, unit] of SINGLE) {
    const amount = form.exec(value)?.[1];
    if (amount) return { amount: Number(amount), unit };
  }
  return null;
}

function ofSeconds(seconds: number): Span {
  const fits = LARGEST_FIRST.find(([, size]) => seconds > 0 && seconds % size === 0);
  return fits ? { amount: seconds / fits[1], unit: fits[0] } : { amount: seconds, unit: "seconds" };
}

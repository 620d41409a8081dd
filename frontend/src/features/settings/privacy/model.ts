/** What is known of people to be erased, and of what an erasure reports. */

/** How much went, and what people set up themselves that names the person. */
export interface Report {
  subjects: number;
  rows: number;
  waiting: number;
  samples: number;
  seen: number;
  results: number;
  left: Mention[];
}

export interface Mention {
  what: What;
  id: string;
}

const WHATS = ["bundle", "connection", "channel", "member"] as const;
type What = (typeof WHATS)[number];

const LEAST_DIGITS = 10;
const MOST_DIGITS = 15;

/** Whether an e-mail or a phone: what is found in every place and notation, not in ids only. */
export function isCertain(subject: string): boolean {
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(subject)) return true;
  const digits = subject.replaceAll(/[\s().+\u2010-\u2013-]/g, "");
  return /^\d+$/.test(digits) && digits.length >= LEAST_DIGITS && digits.length <= MOST_DIGITS;
}

/** Read the report of a job that is over; null while there is none. */
export function readReport(report: Record<string, unknown> | null): Report | null {
  if (!report) return null;
  const number = (name: string) => (typeof report[name] === "number" ? report[name] : 0);
  return {
    subjects: number("subjects"),
    rows: number("rows"),
    waiting: number("waiting"),
    samples: number("samples"),
    seen: number("seen"),
    results: number("results"),
    left: Array.isArray(report.left) ? report.left.filter(isMention) : [],
  };
}

function isMention(value: unknown): value is Mention {
  if (typeof value !== "object" || value === null) return false;
  return "what" in value && "id" in value && WHATS.some((what) => what === value.what);
}

/** Return the value of a JSON text; undefined for what is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The time zones the browser knows, each with how far it is from UTC now. */
export interface Zone {
  value: string;
  label: string;
}

/** Return every zone by name; `also` is there even when the browser does not know it. */
export function timeZones(locale: string, also: string, now = new Date()): Zone[] {
  const names = new Set(["UTC", also, ...Intl.supportedValuesOf("timeZone")]);
  return [...names].map((value) => ({
    value,
    label: `${value} · ${offsetOf(locale, value, now)}`,
  }));
}

function offsetOf(locale: string, timeZone: string, now: Date): string {
  try {
    const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "longOffset" });
    return parts.formatToParts(now).find(({ type }) => type === "timeZoneName")?.value ?? "";
  } catch {
    return "";
  }
}

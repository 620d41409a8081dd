/** Times that a person writes down: wall-clock times of the workspace's time zone. */

const TO_MINUTES = 16; // YYYY-MM-DDTHH:MM

/** Return a moment as the clock on the wall shows it there, `YYYY-MM-DDTHH:MM`. */
export function onTheWall(moment: Date, timeZone: string): string {
  const shown = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    dateStyle: "short",
    timeStyle: "short",
  }).format(moment);
  return shown.replace(" ", "T").slice(0, TO_MINUTES);
}

/** Return the moment at which the clock on the wall shows this; null for what is no time. */
export function momentOf(wall: string, timeZone: string): Date | null {
  const asIfUtc = new Date(`${wall}Z`);
  if (Number.isNaN(asIfUtc.getTime())) return null;
  const offset = (at: Date) => new Date(`${onTheWall(at, timeZone)}Z`).getTime() - at.getTime();
  const near = new Date(asIfUtc.getTime() - offset(asIfUtc));
  // Where the clock was changed in between, the offset that counts is that of the moment itself.
  return new Date(asIfUtc.getTime() - offset(near));
}

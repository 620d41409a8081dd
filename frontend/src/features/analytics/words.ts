/** Numbers and days of analytics in words. */
import type { Format } from "../../i18n/format";
import type { Key, Say } from "../../i18n/words";
import { isPartial, type Span } from "./days";
import { OTHERS } from "./model";
import type { Cut, Subject } from "./search";

/** Name a day, a week or a month. */
export function pieceWords({ from, to }: Span, by: Cut, format: Format): string {
  const isWholeMonth = by === "month" && !isPartial({ from, to }, by, "9999");
  return isWholeMonth ? format.month(from) : format.dates(from, to);
}

/** Name pieces where there is little room: the year only where it begins. */
export function pieceLabels(spans: readonly Span[], by: Cut, format: Format): string[] {
  return spans.map(({ from }, at) => {
    if (by !== "month") return format.shortDate(from);
    const isNewYear = at === 0 || from.slice(0, 4) !== spans[at - 1]?.from.slice(0, 4);
    return isNewYear ? format.month(from) : format.shortMonth(from);
  });
}

const SLIGHT = 0.005;

/** Say how a number differs from the one before. */
export function changeWords(change: number, format: Format, say: Say): string {
  if (Math.abs(change) < SLIGHT) return say("analytics.change.same");
  const share = format.percent(Math.abs(change));
  return say(change > 0 ? "analytics.change.more" : "analytics.change.less", { share });
}

const NAMELESS: Record<Subject, Key> = {
  bundle: "analytics.others",
  group: "analytics.no_group",
  connection: "analytics.no_connection",
  connector: "analytics.no_connector",
};

/** Name one of the biggest, or what belongs to none. */
export function nameWords(
  of: Subject,
  row: { id: string | null; name: string | null },
  say: Say,
): string {
  if (row.id === OTHERS) return say("analytics.others");
  return row.id === null ? say(NAMELESS[of]) : (row.name ?? say("analytics.gone"));
}

/** Name the layers of a chart that are no bundle, or one that is gone. */
export function layerWords(whole: Key, say: Say) {
  return { whole: say(whole), others: say("analytics.others"), gone: say("analytics.gone") };
}

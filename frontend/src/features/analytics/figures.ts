/** The numbers above the charts, in words. */
import type { Format } from "../../i18n/format";
import type { Key, Say } from "../../i18n/words";
import { changeOf, errorShare } from "./model";
import type { Counts, Volume } from "./queries";
import { changeWords } from "./words";

export interface Figure {
  name: Key;
  value: string;
  /** How it was before, or what else belongs to it. */
  more: string | null;
  isBad?: boolean;
}

interface Numbers {
  counts?: Counts;
  volume?: Volume;
}

/** Return the numbers of a period, beside those of the one before. */
export function figuresOf(now: Numbers, before: Numbers, format: Format, say: Say): Figure[] {
  const change = (value: number, then: number | null | undefined) => {
    const by = changeOf(value, then ?? undefined);
    return by === null ? null : changeWords(by, format, say);
  };
  const counted = now.counts ? ofRuns(now.counts, before.counts, { format, say, change }) : [];
  return now.volume
    ? [...counted, ...ofVolume(now.volume, before.volume, { format, say, change })]
    : counted;
}

interface Tools {
  format: Format;
  say: Say;
  change: (value: number, then: number | null | undefined) => string | null;
}

function ofRuns(now: Counts, before: Counts | undefined, { format, say, change }: Tools): Figure[] {
  const share = errorShare(now);
  const errors = now.errors;
  const figures: (Figure | null)[] = [
    {
      name: "analytics.transactions",
      value: format.number(now.transactions),
      more: change(now.transactions, before?.transactions),
    },
    now.runs === null
      ? null
      : {
          name: "analytics.runs",
          value: format.number(now.runs),
          more: change(now.runs, before?.runs),
        },
    {
      name: "analytics.errors",
      value: format.number(errors),
      more: share ? say("analytics.errors.share", { share: format.percent(share) }) : null,
      isBad: errors > 0,
    },
    now.p50_ms === null || now.p95_ms === null
      ? null
      : {
          name: "analytics.duration",
          value: format.duration(now.p50_ms),
          more: say("analytics.duration.most", { time: format.duration(now.p95_ms) }),
        },
  ];
  return figures.filter((figure) => figure !== null);
}

function ofVolume(now: Volume, before: Volume | undefined, { format, change }: Tools): Figure[] {
  return [
    {
      name: "analytics.bytes_in",
      value: format.bytes(now.bytes_in),
      more: change(now.bytes_in, before?.bytes_in),
    },
    {
      name: "analytics.bytes_out",
      value: format.bytes(now.bytes_out),
      more: change(now.bytes_out, before?.bytes_out),
    },
    {
      name: "analytics.polls_empty",
      value: format.number(now.polls_empty),
      more: now.bytes_empty > 0 ? format.bytes(now.bytes_empty) : null,
    },
  ];
}

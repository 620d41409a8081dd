import { useMemo } from "react";
import { useFormat } from "../../i18n/format";
import { useWords } from "../../i18n/words";
import type { Told } from "../../ui/chart/told";
import { isPartial, type Span } from "./days";
import type { Coloured, Scene } from "./picture";
import type { View } from "./use-view";
import { pieceLabels, pieceWords } from "./words";

/** What is drawn over pieces of time, and how its numbers are said. */
export interface Drawn {
  layers: readonly Coloured[];
  strip: Coloured | null;
  /** A number in words, as exactly as one wants it. */
  full: (value: number) => string;
  brief: (value: number) => string;
}

interface Staged {
  scene: Scene;
  tell: (at: number) => Told;
  spanAt: (at: number) => Span;
}

/** Return what a chart draws of layers over these pieces of time, and what it tells of each piece. */
export function useScene(
  { by, today, span }: View,
  pieces: readonly { start: string; end: string }[],
  { layers, strip, full, brief }: Drawn,
): Staged {
  const say = useWords();
  const format = useFormat();
  return useMemo(() => {
    const spans = pieces.map(({ start, end }) => ({ from: start, to: end }));
    const pale = spans.map((piece) => isPartial(piece, by, today));
    const all = strip ? [...layers, strip] : layers;
    const spanAt = (at: number) => spans[at] ?? span;
    return {
      scene: {
        labels: pieceLabels(spans, by, format),
        pale,
        layers,
        strip,
        brief,
      },
      spanAt,
      tell: (at) => ({
        title: say("analytics.tip", {
          days: pieceWords(spanAt(at), by, format),
          total: full(layers.reduce((sum, { values }) => sum + (values[at] ?? 0), 0)),
        }),
        lines: all
          .map(({ values, ...layer }) => ({ ...layer, number: values[at] ?? 0 }))
          .filter(({ number }) => number > 0)
          .map(({ color, name, number }) => ({ color, name, value: full(number) })),
        note: pale[at] ? say("analytics.partial") : undefined,
      }),
    };
  }, [pieces, layers, strip, full, brief, by, today, span, say, format]);
}

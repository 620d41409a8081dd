import { useMemo } from "react";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { useLook } from "../look";
import { type Layer, layersOf, sumOf } from "../model";
import { coloured } from "../picture";
import type { TransactionsFrame } from "../queries";
import { fileOf } from "../queries";
import { useScene } from "../use-scene";
import { rowsOf, useGoToRows, type View } from "../use-view";
import { layerWords } from "../words";
import { ChartCard } from "./chart-card";
import { Legend } from "./legend";

const ERRORS = "errors";

/** Transactions by bundle, with the runs that failed beneath. */
export function TransactionsCard({ view, frame }: { view: View; frame: TransactionsFrame }) {
  const say = useWords();
  const format = useFormat();
  const look = useLook();
  const go = useGoToRows();
  const layers = useMemo(() => {
    const whole = frame.buckets.map(({ transactions }) => transactions);
    const stacks = frame.stacks.map(({ transactions: values, ...rest }) => ({ ...rest, values }));
    return coloured(layersOf(stacks, whole, layerWords("analytics.transactions", say)), look);
  }, [frame, look, say]);
  const strip = useMemo(() => {
    const values = frame.buckets.map(({ errors }) => errors);
    const layer = { id: ERRORS, name: say("analytics.errors"), values };
    return sumOf(layer) > 0 ? { ...layer, color: look.errors, isStriped: true } : null;
  }, [frame, look, say]);
  const { scene, tell, spanAt } = useScene(view, frame.buckets, {
    layers,
    strip,
    full: format.number,
    brief: format.brief,
  });
  const rowsOfLayer = (span: typeof view.span, layer: Layer | null | undefined) =>
    rowsOf(view, span, {
      ...(layer?.bundle ? { bundle: layer.bundle } : {}),
      ...(layer?.id === ERRORS ? { events: ERRORS } : {}),
    });
  const all = strip ? [...layers, strip] : layers;

  return (
    <ChartCard
      title={say("analytics.transactions")}
      file={fileOf("transactions", view.asked)}
      scene={scene}
      tell={tell}
      onPick={(at, id) =>
        go(
          rowsOfLayer(
            spanAt(at),
            all.find((layer) => layer.id === id),
          ),
        )
      }
    >
      <Legend
        signs={all.map((layer) => ({
          ...layer,
          value: format.number(sumOf(layer)),
          rows: rowsOfLayer(view.span, layer),
        }))}
      />
    </ChartCard>
  );
}

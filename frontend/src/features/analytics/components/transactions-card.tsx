import { useMemo } from "react";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { useLook } from "../look";
import { layersOf } from "../model";
import { coloured, stripOf } from "../picture";
import type { TransactionsFrame } from "../queries";
import type { View } from "../use-view";
import { layerWords } from "../words";
import { ChartCard } from "./chart-card";

/** Transactions by bundle, with the runs that failed beneath. */
export function TransactionsCard({ view, frame }: { view: View; frame: TransactionsFrame }) {
  const say = useWords();
  const { number: full, brief } = useFormat();
  const look = useLook();
  const layers = useMemo(() => {
    const whole = frame.buckets.map(({ transactions }) => transactions);
    const stacks = frame.stacks.map(({ transactions: values, ...rest }) => ({ ...rest, values }));
    return coloured(layersOf(stacks, whole, layerWords("analytics.transactions", say)), look);
  }, [frame, look, say]);
  const strip = useMemo(
    () =>
      stripOf({
        id: "errors",
        name: say("analytics.errors"),
        values: frame.buckets.map(({ errors }) => errors),
        color: look.errors,
        rows: { events: "errors" },
      }),
    [frame, look, say],
  );
  return (
    <ChartCard
      view={view}
      what="transactions"
      pieces={frame.buckets}
      drawn={{ layers, strip, full, brief }}
    />
  );
}

import { SegmentedControl } from "@mantine/core";
import { useMemo } from "react";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { useLook } from "../look";
import { type Layer, layersOf, sumOf } from "../model";
import { coloured } from "../picture";
import type { VolumeFrame } from "../queries";
import { fileOf } from "../queries";
import { useScene } from "../use-scene";
import { rowsOf, useGoToRows, useNarrow, type View } from "../use-view";
import { layerWords } from "../words";
import { ChartCard } from "./chart-card";
import { Legend } from "./legend";

const WAYS = ["direction", "bundle"] as const;

/** Bytes that went in and out, by direction or by bundle; what empty polls took is beneath, apart. */
export function VolumeCard({ view, frame }: { view: View; frame: VolumeFrame }) {
  const say = useWords();
  const format = useFormat();
  const look = useLook();
  const go = useGoToRows();
  const narrow = useNarrow();
  const isByBundle = view.search.volume === "bundle" && frame.stacks.length > 0;
  const layers = useMemo(() => {
    const values = (of: "bytes_in" | "bytes_out") => frame.buckets.map((piece) => piece[of]);
    const stacks = frame.stacks.map(({ bytes, ...rest }) => ({ ...rest, values: bytes }));
    if (isByBundle)
      return coloured(layersOf(stacks, [], layerWords("analytics.volume", say)), look);
    return [
      {
        id: "in",
        name: say("analytics.bytes_in"),
        values: values("bytes_in"),
        color: look.bytesIn,
      },
      {
        id: "out",
        name: say("analytics.bytes_out"),
        values: values("bytes_out"),
        color: look.bytesOut,
      },
    ];
  }, [frame, isByBundle, look, say]);
  const strip = useMemo(() => {
    const values = frame.buckets.map(({ bytes_empty }) => bytes_empty);
    const layer = { id: "empty", name: say("analytics.polls_empty"), values };
    return sumOf(layer) > 0 ? { ...layer, color: look.bytesEmpty, isStriped: true } : null;
  }, [frame, look, say]);
  const { scene, tell, spanAt } = useScene(view, frame.buckets, {
    layers,
    strip,
    full: format.bytes,
    brief: format.bytes,
  });
  const all = strip ? [...layers, strip] : layers;
  const rowsOfLayer = (span: typeof view.span, layer: Layer | undefined) =>
    rowsOf(view, span, layer?.bundle ? { bundle: layer.bundle } : {});

  return (
    <ChartCard
      title={say("analytics.volume")}
      file={fileOf("volume", view.asked)}
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
      choice={
        frame.stacks.length > 0 && (
          <SegmentedControl
            size="xs"
            aria-label={say("analytics.volume.ways")}
            value={isByBundle ? "bundle" : "direction"}
            onChange={(way) => narrow({ volume: way === "bundle" ? way : undefined })}
            data={WAYS.map((value) => ({ value, label: say(`analytics.volume.${value}`) }))}
          />
        )
      }
    >
      <Legend
        signs={all.map((layer) => ({
          ...layer,
          value: format.bytes(sumOf(layer)),
          rows: layer.id === "empty" ? null : rowsOfLayer(view.span, layer),
        }))}
      />
    </ChartCard>
  );
}

import { SegmentedControl } from "@mantine/core";
import { useMemo } from "react";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { useLook } from "../look";
import { layersOf } from "../model";
import { coloured, stripOf } from "../picture";
import type { VolumeFrame } from "../queries";
import { useNarrow, type View } from "../use-view";
import { layerWords } from "../words";
import { ChartCard } from "./chart-card";

const WAYS = ["direction", "bundle"] as const;

/** Bytes that went in and out, by direction or by bundle; what empty polls took is beneath, apart. */
export function VolumeCard({ view, frame }: { view: View; frame: VolumeFrame }) {
  const say = useWords();
  const { bytes: words } = useFormat();
  const look = useLook();
  const narrow = useNarrow();
  const isByBundle = view.search.volume === "bundle" && frame.stacks.length > 0;
  const layers = useMemo(() => {
    const stacks = frame.stacks.map(({ bytes, ...rest }) => ({ ...rest, values: bytes }));
    if (isByBundle)
      return coloured(layersOf(stacks, [], layerWords("analytics.volume", say)), look);
    const way = (id: "bytes_in" | "bytes_out", color: string) => ({
      id,
      name: say(`analytics.${id}`),
      values: frame.buckets.map((piece) => piece[id]),
      color,
    });
    return [way("bytes_in", look.bytesIn), way("bytes_out", look.bytesOut)];
  }, [frame, isByBundle, look, say]);
  const strip = useMemo(
    () =>
      stripOf({
        id: "empty",
        name: say("analytics.polls_empty"),
        values: frame.buckets.map(({ bytes_empty }) => bytes_empty),
        color: look.bytesEmpty,
        rows: null,
      }),
    [frame, look, say],
  );
  return (
    <ChartCard
      view={view}
      what="volume"
      pieces={frame.buckets}
      drawn={{ layers, strip, full: words, brief: words }}
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
    />
  );
}

import { Group, Paper, Skeleton, Title } from "@mantine/core";
import { lazy, type ReactNode, Suspense, useMemo } from "react";
import { useWords } from "../../../i18n/words";
import type { Span } from "../days";
import { useLook } from "../look";
import { type Layer, sumOf } from "../model";
import { heightOf, pictureOf } from "../picture";
import { fileOf } from "../queries";
import { type Drawn, useScene } from "../use-scene";
import { rowsOf, useGoToRows, type View } from "../use-view";
import { CsvLink } from "./csv-link";
import { Legend } from "./legend";

const Chart = lazy(async () => ({ default: (await import("../../../ui/chart/chart")).Chart }));

interface Props {
  view: View;
  what: "transactions" | "volume";
  pieces: readonly { start: string; end: string }[];
  drawn: Drawn;
  /** What one can choose about it. */
  choice?: ReactNode;
}

/** Layers over time: a chart, its numbers as a file, and what its colours mean; all lead to the rows. */
export function ChartCard({ view, what, pieces, drawn, choice }: Props) {
  const title = useWords()(`analytics.${what}`);
  const look = useLook();
  const go = useGoToRows();
  const { scene, tell, spanAt } = useScene(view, pieces, drawn);
  const option = useMemo(() => pictureOf(scene, look), [scene, look]);
  const height = heightOf(scene);
  const layers = drawn.strip ? [...drawn.layers, drawn.strip] : drawn.layers;
  const rowsOfLayer = (span: Span, layer: Layer | undefined) =>
    rowsOf(view, span, layer?.rows ?? {});
  const goToLayer = (at: number, id: string | null) =>
    go(
      rowsOfLayer(
        spanAt(at),
        layers.find((layer) => layer.id === id),
      ),
    );

  return (
    <Paper component="section" withBorder p="md" aria-label={title}>
      <Group justify="space-between" gap="xs" mb="xs">
        <Title order={2} size="h4">
          {title}
        </Title>
        <Group gap="xs">
          {choice}
          <CsvLink of={title} href={fileOf(what, view.asked)} />
        </Group>
      </Group>
      <Suspense fallback={<Skeleton height={height} />}>
        <Chart option={option} height={height} label={title} tell={tell} onPick={goToLayer} />
      </Suspense>
      <Legend
        signs={layers.map((layer) => ({
          ...layer,
          value: drawn.full(sumOf(layer)),
          rows: layer.rows === null ? null : rowsOfLayer(view.span, layer),
        }))}
      />
    </Paper>
  );
}

import { Group, Paper, Skeleton, Title } from "@mantine/core";
import { lazy, type ReactNode, Suspense, useMemo } from "react";
import type { Told } from "../../../ui/chart/told";
import { useLook } from "../look";
import { heightOf, pictureOf, type Scene } from "../picture";
import { CsvLink } from "./csv-link";

const Chart = lazy(async () => ({ default: (await import("../../../ui/chart/chart")).Chart }));

interface Props {
  title: string;
  /** Where the numbers are as a file. */
  file: string;
  scene: Scene;
  tell: (at: number) => Told;
  onPick: (at: number, layer: string | null) => void;
  /** What one can choose about it. */
  choice?: ReactNode;
  children: ReactNode;
}

/** A chart with its title, its numbers as a file, and what its colours mean beneath. */
export function ChartCard({ title, file, scene, tell, onPick, choice, children }: Props) {
  const look = useLook();
  const option = useMemo(() => pictureOf(scene, look), [scene, look]);
  const height = heightOf(scene);
  return (
    <Paper component="section" withBorder p="md" aria-label={title}>
      <Group justify="space-between" gap="xs" mb="xs">
        <Title order={2} size="h4">
          {title}
        </Title>
        <Group gap="xs">
          {choice}
          <CsvLink of={title} href={file} />
        </Group>
      </Group>
      <Suspense fallback={<Skeleton height={height} />}>
        <Chart option={option} height={height} label={title} tell={tell} onPick={onPick} />
      </Suspense>
      {children}
    </Paper>
  );
}

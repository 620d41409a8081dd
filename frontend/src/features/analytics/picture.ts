/** Layers of numbers as a chart: what ECharts is told, without React. */
import type { EChartsCoreOption } from "../../ui/chart/echarts";
import type { Look } from "./look";
import { type Layer, OTHERS, sumOf } from "./model";

export interface Coloured extends Layer {
  color: string;
  /** Drawn with stripes, so that it differs by more than its colour. */
  isStriped?: boolean;
}

export interface Scene {
  /** Under each place. */
  labels: readonly string[];
  /** Places that stand for less than a whole day, week or month are paler. */
  pale: readonly boolean[];
  layers: readonly Coloured[];
  /** Bars of their own beneath, on the same places. */
  strip: Coloured | null;
  /** A number beside the bars, short. */
  brief: (value: number) => string;
}

// Both grids as wide as each other: labels of one must not push it away from above the other.
const GRID = { left: 64, right: 4, outerBoundsMode: "none" };
const TOP = 12;
const MAIN = 210;
const STRIP_GAP = 22;
const STRIP = 44;
const LABELS = 28;
const PALE = 0.55;
/** With more places than these, gaps and edges would take more room than the bars. */
const DENSE = 100;
/** With more places than these, the last label may be wider than its bar. */
const FEW = 12;
const FONT_PX = 12;
const STRIPES = { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [1.5, 4], rotation: Math.PI / 4 };

/** Return how high the drawing is, in pixels. */
export function heightOf({ strip }: Scene): number {
  return TOP + MAIN + LABELS + (strip ? STRIP_GAP + STRIP : 0);
}

/** Give each layer its colour, the rest of them a quiet one. */
export function coloured(layers: readonly Layer[], look: Look): Coloured[] {
  return layers.map((layer, at) => {
    const color = layer.id === OTHERS ? undefined : look.layers[at];
    return { ...layer, color: color ?? look.others };
  });
}

/** Return bars of their own beneath the others; none where there is nothing to show. */
export function stripOf(layer: Coloured): Coloured | null {
  return sumOf(layer) > 0 ? { ...layer, isStriped: true } : null;
}

/** Return what ECharts draws of a scene. */
export function pictureOf(scene: Scene, look: Look): EChartsCoreOption {
  const { strip } = scene;
  const grids = [{ ...GRID, top: TOP, height: MAIN }];
  if (strip) grids.push({ ...GRID, top: TOP + MAIN + STRIP_GAP, height: STRIP });
  return {
    textStyle: { fontFamily: "Inter, system-ui, sans-serif" },
    grid: grids,
    xAxis: grids.map((_, at) => placesAxis(scene, look, at, at === grids.length - 1)),
    yAxis: grids.map((_, at) => numbersAxis(scene, look, at)),
    axisPointer: { link: [{ xAxisIndex: "all" }], type: "shadow" },
    series: [
      ...scene.layers.map((layer) => bars(layer, scene, look, 0)),
      ...(strip ? [bars(strip, scene, look, 1)] : []),
    ],
  };
}

function placesAxis({ labels }: Scene, look: Look, gridIndex: number, hasLabels: boolean) {
  return {
    type: "category",
    gridIndex,
    data: labels,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: look.line } },
    axisLabel: {
      show: hasLabels,
      color: look.text,
      fontSize: FONT_PX,
      hideOverlap: true,
      alignMaxLabel: labels.length > FEW ? "right" : undefined,
    },
    axisPointer: {
      type: "shadow",
      shadowStyle: { color: look.text, opacity: 0.1 },
      label: { show: false },
    },
  };
}

function numbersAxis({ brief }: Scene, look: Look, gridIndex: number) {
  const isStrip = gridIndex > 0;
  return {
    type: "value",
    gridIndex,
    minInterval: 1,
    splitNumber: isStrip ? 1 : 4,
    axisLabel: { color: look.text, fontSize: FONT_PX, formatter: brief, showMinLabel: !isStrip },
    splitLine: { lineStyle: { color: look.line } },
  };
}

function bars(layer: Coloured, { pale, labels }: Scene, look: Look, gridIndex: number) {
  const isDense = labels.length > DENSE;
  const value = (number: number, at: number) =>
    pale[at] ? { value: number, itemStyle: { opacity: PALE } } : number;
  return {
    id: layer.id,
    name: layer.name,
    type: "bar",
    stack: `grid-${gridIndex}`,
    xAxisIndex: gridIndex,
    yAxisIndex: gridIndex,
    barMaxWidth: 48,
    barCategoryGap: isDense ? "5%" : "28%",
    cursor: "pointer",
    data: layer.values.map(value),
    itemStyle: {
      color: layer.color,
      borderColor: look.ground,
      borderWidth: isDense ? 0 : 0.5,
      ...(layer.isStriped && !isDense ? { decal: { ...STRIPES, color: look.ground } } : {}),
    },
  };
}

import { useReducedMotion } from "@mantine/hooks";
import { useEffect, useEffectEvent, useRef } from "react";
import classes from "./chart.module.css";
import { type EChartsCoreOption, type EChartsType, init } from "./echarts";
import { type Told, toldElement } from "./told";

interface Props {
  option: EChartsCoreOption;
  height: number;
  /** What it shows, for those who don't see it; the numbers themselves belong in a table nearby. */
  label: string;
  tell: (at: number) => Told;
  /** Somebody clicked at a place: on a layer (by its id) or above all of them. */
  onPick: (at: number, layer: string | null) => void;
}

const TOOLTIP = {
  trigger: "axis",
  confine: true,
  transitionDuration: 0,
  backgroundColor: "var(--mantine-color-body)",
  borderColor: "var(--mantine-color-default-border)",
};

/** Draw a chart whose places one can point at and click; it follows the width it is given. */
export function Chart({ option, height, label, tell, onPick }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);
  const isStill = useReducedMotion();
  const pick = useEffectEvent(onPick);
  const told = useEffectEvent((at: number) => toldElement(tell(at)));
  useEffect(() => {
    if (!place.current) return;
    const drawn = init(place.current, null, { renderer: "svg" });
    chart.current = drawn;
    const stopListening = listen(drawn, (at, layer) => pick(at, layer));
    const sizes = new ResizeObserver(() => drawn.resize());
    sizes.observe(place.current);
    return () => {
      sizes.disconnect();
      stopListening();
      drawn.dispose();
    };
  }, []);
  useEffect(() => {
    const formatter = (points: { dataIndex: number }[]) => told(points[0]?.dataIndex ?? 0);
    const tooltip = { ...TOOLTIP, formatter };
    chart.current?.setOption({ animation: !isStill, tooltip, ...option }, { notMerge: true });
  }, [option, isStill]);
  return (
    <div ref={place} role="img" aria-label={label} className={classes.chart} style={{ height }} />
  );
}

function listen(chart: EChartsType, pick: Props["onPick"]): () => void {
  chart.on("click", ({ dataIndex, seriesId }) => pick(dataIndex, seriesId ?? null));
  // Beside a layer one means the whole place: thin bars are hard to hit.
  chart.getZr().on("click", ({ target, offsetX, offsetY }) => {
    const point = [offsetX, offsetY];
    if (target || !chart.containPixel({ gridIndex: "all" }, point)) return;
    const at = chart.convertFromPixel({ gridIndex: 0 }, point)[0];
    if (at !== undefined) pick(at, null);
  });
  return () => chart.off("click");
}

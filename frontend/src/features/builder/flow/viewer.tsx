import { ActionIcon, Tooltip } from "@mantine/core";
import { useReducedMotion } from "@mantine/hooks";
import { IconFocusCentered, IconMinus, IconPlus } from "@tabler/icons-react";
import { Panel, useReactFlow, useStore } from "@xyflow/react";
import { useEffect, useEffectEvent } from "react";
import { type Key, useWords } from "../../../i18n/words";
import { useOpening } from "../steps/use-open";
import classes from "./flow.module.css";
import type { Drawing } from "./layout";

const MARGIN = 24;
const PAN_MS = 200;

/** Shows the right part of the drawing: its top at first, then whatever is opened or focused. */
export function Viewer({ drawing }: { drawing: Drawing }) {
  const { openId } = useOpening();
  const { getViewport, setViewport, zoomIn, zoomOut } = useReactFlow();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const root = useStore((state) => state.domNode);
  const isStill = useReducedMotion();
  const duration = isStill ? 0 : PAN_MS;

  const showTop = useEffectEvent(() => {
    void setViewport({ x: axisAt(drawing, width), y: MARGIN, zoom: 1 });
  });
  const show = useEffectEvent((id: string | null | undefined) => {
    const spot = drawing.spots.find((one) => one.id === id);
    if (!spot || !width) return;
    const { x, y, zoom } = getViewport();
    const byX = missing((spot.x - spot.w / 2) * zoom + x, spot.w * zoom, width);
    const byY = missing(spot.y * zoom + y, spot.h * zoom, height);
    if (byX || byY) void setViewport({ x: x + byX, y: y + byY, zoom }, { duration });
  });

  const isReady = width > 0;
  useEffect(() => {
    if (isReady) showTop();
  }, [isReady]);
  useEffect(() => {
    if (width > 0) show(openId);
  }, [openId, width]);
  useEffect(() => {
    if (!root) return undefined;
    const onFocus = ({ target }: FocusEvent) => {
      if (target instanceof HTMLElement)
        show(target.closest<HTMLElement>(".react-flow__node")?.dataset.id);
    };
    root.addEventListener("focusin", onFocus);
    return () => root.removeEventListener("focusin", onFocus);
  }, [root]);

  return (
    <Panel position="bottom-left" className={classes.controls}>
      <Control words="builder.flow.zoom_in" icon={IconPlus} onClick={() => void zoomIn()} />
      <Control words="builder.flow.zoom_out" icon={IconMinus} onClick={() => void zoomOut()} />
      <Control words="builder.flow.whole" icon={IconFocusCentered} onClick={showTop} />
    </Panel>
  );
}

/** Return where the axis goes: all in the middle if it fits, else the trigger's column. */
function axisAt({ left, right }: Drawing, width: number): number {
  const isNarrow = left + right + 2 * MARGIN <= width;
  return isNarrow ? width / 2 + (left - right) / 2 : width / 2;
}

/** Return by how much to move so that a length fits between the edges. */
function missing(start: number, length: number, room: number): number {
  if (start < MARGIN) return MARGIN - start;
  return Math.min(0, room - MARGIN - start - length);
}

interface ControlProps {
  words: Key;
  icon: typeof IconPlus;
  onClick: () => void;
}

function Control({ words, icon: Icon, onClick }: ControlProps) {
  const say = useWords();
  return (
    <Tooltip label={say(words)}>
      <ActionIcon variant="default" aria-label={say(words)} onClick={onClick}>
        <Icon size={16} />
      </ActionIcon>
    </Tooltip>
  );
}

import "@xyflow/react/dist/base.css";
import { useComputedColorScheme } from "@mantine/core";
import { Background, type OnNodeDrag, ReactFlow } from "@xyflow/react";
import { useMemo, useRef, useState } from "react";
import { useWords } from "../../../i18n/words";
import { useDraft } from "../draft";
import { useStepDeeds } from "../steps/use-step-deeds";
import classes from "./flow.module.css";
import { drawn } from "./layout";
import { type Drag, edgesOf, nodesOf, plusNear, type SpotNode } from "./nodes";
import { SPOTS } from "./spots";
import { Viewer } from "./viewer";

const NOT_A_CLICK_PX = 5;

/** The steps as a drawing that is panned, zoomed and rearranged. */
export function Flow() {
  const say = useWords();
  const scheme = useComputedColorScheme();
  const { draft, mayEdit } = useDraft();
  const deeds = useStepDeeds();
  const [drag, setDrag] = useState<Drag | null>(null);
  const hasDragged = useRef(false);
  const drawing = useMemo(() => drawn(draft), [draft]);
  const nodes = useMemo(() => nodesOf(drawing, drag, mayEdit), [drawing, drag, mayEdit]);
  const edges = useMemo(() => edgesOf(drawing, drag?.id), [drawing, drag?.id]);

  const onDrag: OnNodeDrag<SpotNode> = (_, { id, position, data: { spot } }) => {
    hasDragged.current = true;
    const { x, y } = position;
    setDrag({ id, x, y, target: plusNear(drawing, x + spot.w / 2, y + spot.h / 2) });
  };
  const onDrop: OnNodeDrag<SpotNode> = (_, { id }) => {
    const target = drawing.spots.find((spot) => spot.id === drag?.target);
    if (target?.kind === "plus") deeds.moveTo(id, target.place);
    setDrag(null);
  };
  return (
    <ReactFlow
      className={classes.flow}
      colorMode={scheme}
      nodes={nodes}
      edges={edges}
      nodeTypes={SPOTS}
      aria-label={say("builder.flow.label")}
      nodesConnectable={false}
      nodesFocusable={false}
      edgesFocusable={false}
      elementsSelectable={false}
      disableKeyboardA11y
      deleteKeyCode={null}
      selectionKeyCode={null}
      multiSelectionKeyCode={null}
      panOnScroll
      zoomOnDoubleClick={false}
      minZoom={0.3}
      maxZoom={1.5}
      nodeDragThreshold={NOT_A_CLICK_PX}
      onNodeDragStart={() => {
        hasDragged.current = false;
      }}
      onNodeDrag={onDrag}
      onNodeDragStop={onDrop}
      onClickCapture={(event) => {
        if (hasDragged.current) event.stopPropagation();
        hasDragged.current = false;
      }}
    >
      <Background gap={24} />
      <Viewer drawing={drawing} />
    </ReactFlow>
  );
}

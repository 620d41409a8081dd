import { Handle, type NodeProps, type NodeTypes, Position } from "@xyflow/react";
import { useWords } from "../../../i18n/words";
import { useDraft } from "../draft";
import { AddButton } from "../steps/add-button";
import { StepCard } from "../steps/step-card";
import classes from "./flow.module.css";
import type { SpotNode } from "./nodes";

function CardSpot({ data: { spot } }: NodeProps<SpotNode>) {
  if (spot.kind !== "step") return null;
  return (
    <>
      <Ends />
      <StepCard step={spot.step} />
    </>
  );
}

function PlusSpot({ data: { spot, isTarget } }: NodeProps<SpotNode>) {
  const { mayEdit } = useDraft();
  if (spot.kind !== "plus") return null;
  return (
    <div className={classes.plus} data-target={isTarget || undefined}>
      <Ends />
      {mayEdit ? <AddButton place={spot.place} /> : <span className={classes.joint} />}
    </div>
  );
}

function WaySpot({ data: { spot } }: NodeProps<SpotNode>) {
  const say = useWords();
  if (spot.kind !== "way") return null;
  const { step, branch = 0 } = spot;
  const words =
    step.kind === "router"
      ? step.branches[branch]?.name || say("builder.branch", { number: branch + 1 })
      : say("builder.add.rescue");
  return (
    <div className={classes.way} data-error={step.kind === "action" || undefined}>
      <Ends />
      <span className={classes.wayWords} title={words}>
        {words}
      </span>
    </div>
  );
}

function FrameSpot() {
  return <div className={classes.loop} />;
}

/** The points that lines touch; they are not for people. */
function Ends() {
  return (
    <>
      <Handle className={classes.end} id="in" type="target" position={Position.Top} />
      <Handle className={classes.end} id="out" type="source" position={Position.Bottom} />
      <Handle className={classes.end} id="aside" type="source" position={Position.Right} />
      <Handle className={classes.end} id="side" type="target" position={Position.Left} />
    </>
  );
}

/** How each kind of spot looks. */
export const SPOTS: NodeTypes = { step: CardSpot, plus: PlusSpot, way: WaySpot, frame: FrameSpot };

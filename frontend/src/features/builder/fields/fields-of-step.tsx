import type { Condition, Step } from "../definition";
import { useDraft } from "../draft";
import { ConditionEditor } from "./condition-editor";
import { DelayForm } from "./kinds/delay-form";
import { LoopForm } from "./kinds/loop-form";
import { RespondForm } from "./kinds/respond-form";
import { RouterForm } from "./kinds/router-form";
import { StopForm } from "./kinds/stop-form";

/** What a step of any kind but an action is set up with: condition, branches, list, time, answer. */
export function FieldsOfStep({ step }: { step: Exclude<Step, { kind: "action" }> }) {
  const { dispatch } = useDraft();
  switch (step.kind) {
    case "filter":
      return (
        <ConditionEditor
          value={step.when}
          onChange={(when: Condition | undefined, typing) =>
            dispatch({ do: "setWhen", step: step.id, when, typing })
          }
          at={step.id}
          path="when"
        />
      );
    case "router":
      return <RouterForm step={step} />;
    case "loop":
      return <LoopForm step={step} />;
    case "delay":
      return <DelayForm step={step} />;
    case "stop":
      return <StopForm step={step} />;
    case "respond":
      return <RespondForm step={step} />;
  }
}

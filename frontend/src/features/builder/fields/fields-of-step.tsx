import type { Step } from "../definition";

/** What a step of any kind but an action is set up with: condition, branches, list, time, answer. */
export function FieldsOfStep({ step }: { step: Exclude<Step, { kind: "action" }> }) {
  return <div data-step={step.id} />;
}

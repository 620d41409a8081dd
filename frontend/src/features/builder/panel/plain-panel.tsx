import type { Step } from "../definition";
import { FieldsOfStep } from "../fields/fields-of-step";

/** The panel of a step that needs no service. */
export function PlainPanel({ step }: { step: Exclude<Step, { kind: "action" }> }) {
  return <FieldsOfStep step={step} />;
}

import { StepList } from "../steps/step-list";

/** The steps as a drawing. */
export function Flow() {
  return <StepList />;
}

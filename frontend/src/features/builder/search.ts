/** What of the builder is in its address: the step that is open, the field to go to, the view. */
export interface BuilderSearch {
  /** The id of the step in the panel; `trigger` for the trigger. */
  step?: string;
  /** A path inside that step to put the cursor at, such as `fields/email`. */
  field?: string;
  view?: "list";
  /** What is open over the canvas. */
  over?: "rehearsal" | "versions";
}

export function readBuilderSearch(raw: Record<string, unknown>): BuilderSearch {
  const { step, field, view, over } = raw;
  return {
    ...(typeof step === "string" && step ? { step } : {}),
    ...(typeof field === "string" && field ? { field } : {}),
    ...(view === "list" ? { view } : {}),
    ...(over === "rehearsal" || over === "versions" ? { over } : {}),
  };
}

import type { Condition } from "../definition";

interface Props {
  value: Condition | undefined;
  onChange: (value: Condition | undefined) => void;
  /** The step the condition is for. */
  at: string;
  /** Where in the step it stands: `when`, `branches/0/when`. */
  path: string;
}

/** A condition in words, with groups. */
export function ConditionEditor({ path }: Props) {
  return <div data-field={path} />;
}

import { TextInput } from "@mantine/core";
import type { Json } from "../definition";

interface Props {
  label: string;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  /** The step the value is for, `TRIGGER` for the trigger. */
  at: string;
  /** Where in the step the value stands: `fields/email`, `over`, `dedupe`. */
  path: string;
  help?: string;
}

/** Text with values of earlier steps in it. */
export function MappingInput({ label, value, onChange, path, help }: Props) {
  return (
    <TextInput
      data-field={path}
      label={label}
      description={help}
      value={typeof value === "string" ? value : ""}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  );
}

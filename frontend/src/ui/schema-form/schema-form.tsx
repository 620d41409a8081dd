import { Collapse, Stack } from "@mantine/core";
import { useState } from "react";
import { useWords } from "../../i18n/words";
import { Unfold } from "../unfold";
import type { FieldSpec, Inputs } from "./schema";
import { SchemaField } from "./schema-field";

interface Props {
  fields: readonly FieldSpec[];
  inputs: Inputs;
  onChange: (inputs: Inputs) => void;
  /** What is wrong with a field, in words. */
  mistakeOf?: (name: string) => string | undefined;
  /** Whether optional fields hide behind a button; they show when one has a mistake. */
  folds?: boolean;
  /** What the button says; by default how many fields are behind it. */
  foldLabel?: string | undefined;
  disabled?: boolean;
}

/** The inputs of declared fields: what is required first, the rest behind a button. */
export function SchemaForm({
  fields,
  inputs,
  onChange,
  mistakeOf,
  folds,
  foldLabel,
  disabled,
}: Props) {
  const say = useWords();
  const [isOpen, setOpen] = useState(false);
  const first = folds ? fields.filter((field) => field.isRequired) : fields;
  const rest = folds ? fields.filter((field) => !field.isRequired) : [];
  const isUnfolded = isOpen || rest.some((field) => mistakeOf?.(field.name));
  const input = (field: FieldSpec) => (
    <SchemaField
      key={field.name}
      field={field}
      value={inputs[field.name] ?? ""}
      onChange={(value) => onChange({ ...inputs, [field.name]: value })}
      mistake={mistakeOf?.(field.name)}
      disabled={disabled}
    />
  );
  return (
    <Stack gap="sm">
      {first.map(input)}
      {rest.length > 0 && (
        <>
          <Unfold isOpen={isUnfolded} onClick={() => setOpen(!isUnfolded)}>
            {foldLabel ?? say("ui.form.more", { count: rest.length })}
          </Unfold>
          <Collapse expanded={isUnfolded}>
            <Stack gap="sm">{rest.map(input)}</Stack>
          </Collapse>
        </>
      )}
    </Stack>
  );
}

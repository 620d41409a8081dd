import { Stack, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useWords } from "../../../../i18n/words";
import { Unfold } from "../../../../ui/unfold";
import { useDraft } from "../../draft";
import { FieldInput } from "./field-input";
import classes from "./form.module.css";
import { type Form, FormContext } from "./form-context";
import { folded, isEntered } from "./schema";

/** The fields that a service declares: the needed ones at once, the rest behind a button. */
export function FieldsOfForm({ form }: { form: Form }) {
  const say = useWords();
  const { mistakes } = useDraft();
  const [isOpen, setOpen] = useState(false);
  // As they were when the form was opened: nothing jumps while one fills it in.
  const [{ shown, rest }] = useState(() =>
    folded(form.specs, (name) => isEntered(form.values[name])),
  );
  const hasMistake = mistakes.some(
    ({ step, path }) =>
      step === form.at && rest.some(({ name }) => path.split("/")[1] === name && isIn(path)),
  );
  const isUnfolded = isOpen || hasMistake;
  if (form.specs.length === 0) {
    return (
      <Text size="sm" className={classes.quiet ?? ""}>
        {say("builder.fields.form.none")}
      </Text>
    );
  }
  return (
    <FormContext value={form}>
      <Stack gap="md">
        {shown.map((spec) => (
          <FieldInput key={spec.name} spec={spec} />
        ))}
        {rest.length > 0 && (
          <Unfold isOpen={isUnfolded} onClick={() => setOpen(!isUnfolded)}>
            {say("builder.fields.form.more", { count: rest.length })}
          </Unfold>
        )}
        {isUnfolded && rest.map((spec) => <FieldInput key={spec.name} spec={spec} />)}
        <Filled form={form} />
      </Stack>
    </FormContext>
  );
}

function isIn(path: string): boolean {
  return path.startsWith("fields/");
}

function Filled({ form }: { form: Form }) {
  const say = useWords();
  const required = form.specs.filter(({ isRequired }) => isRequired);
  const done = required.filter(({ name }) => isEntered(form.values[name])).length;
  if (required.length === 0) return null;
  const isComplete = done === required.length;
  return (
    <Text size="xs" className={classes.filled ?? ""} data-complete={isComplete || undefined}>
      {isComplete && <IconCircleCheck size={14} aria-hidden />}
      {isComplete
        ? say("builder.fields.form.complete")
        : say("builder.fields.form.filled", { done, total: required.length })}
    </Text>
  );
}

import { Button, Input } from "@mantine/core";
import { IconListDetails, IconVariable } from "@tabler/icons-react";
import { type ReactNode, useId } from "react";
import { useWords } from "../../../../i18n/words";
import { useDraft } from "../../draft";
import classes from "./form.module.css";
import type { FieldSpec } from "./schema";

interface Props {
  spec: Pick<FieldSpec, "title" | "help" | "isRequired">;
  path: string;
  error?: string | undefined;
  /** Whether a value of an earlier step stands here; undefined where there is no other way. */
  isMapping?: boolean | undefined;
  onSwitch?: ((isMapping: boolean) => void) | undefined;
  /** The input, given the ids of what names and describes it. */
  children: (ids: { labelledby: string; describedby: string }) => ReactNode;
}

/** The label, help, mistake and switch around an input. */
export function FieldShell({ spec, path, error, isMapping, onSwitch, children }: Props) {
  const say = useWords();
  const id = useId();
  const { mayEdit } = useDraft();
  const { title, help, isRequired } = spec;
  return (
    <div className={classes.shell} data-field={path}>
      <Input.Label
        component="div"
        id={`${id}-label`}
        required={isRequired}
        className={`${classes.title} ${onSwitch ? classes.label : ""}`}
        mb={help ? 0 : 4}
      >
        {title}
      </Input.Label>
      {help && (
        <Input.Description id={`${id}-help`} mb={4}>
          {help}
        </Input.Description>
      )}
      {children({ labelledby: `${id}-label`, describedby: `${id}-help ${id}-error` })}
      {error && (
        <Input.Error id={`${id}-error`} mt={4}>
          {error}
        </Input.Error>
      )}
      {onSwitch && mayEdit && (
        <Button
          className={classes.switch ?? ""}
          variant="subtle"
          size="compact-xs"
          leftSection={isMapping ? <IconListDetails size={13} /> : <IconVariable size={13} />}
          aria-label={say(
            isMapping ? "builder.fields.form.choose_of" : "builder.fields.form.map_of",
            { name: title },
          )}
          onClick={() => onSwitch(!isMapping)}
        >
          {say(isMapping ? "builder.fields.form.choose" : "builder.fields.form.map")}
        </Button>
      )}
    </div>
  );
}

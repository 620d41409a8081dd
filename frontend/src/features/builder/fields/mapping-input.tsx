import { Input } from "@mantine/core";
import { lazy, Suspense, useId, useMemo } from "react";
import { useWords } from "../../../i18n/words";
import type { Json } from "../definition";
import { useDraft, useMistake } from "../draft";
import classes from "./mapping/mapping.module.css";
import { ResultLine } from "./mapping/result-line";
import { isMapped, lonePill } from "./mapping/template";
import { useFieldPreview } from "./preview";

const MappingEditor = lazy(async () => ({
  default: (await import("./mapping/mapping-editor")).MappingEditor,
}));

interface MappingLook {
  lines?: "one" | "many";
  isRequired?: boolean;
  placeholder?: string;
  /** The label is only heard: something beside the field says it already. */
  isCompact?: boolean;
  /** What it comes to is told elsewhere. */
  hidesResult?: boolean;
}

interface Props {
  label: string;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  /** The step the value is for, `TRIGGER` for the trigger. */
  at: string;
  /** Where in the step the value stands: `fields/email`, `over`, `dedupe`. */
  path: string;
  help?: string | undefined;
  look?: MappingLook;
}

/** Text with values of earlier steps in it, and what it comes to with the sample. */
export function MappingInput({ label, value, onChange, at, path, help, look = {} }: Props) {
  const say = useWords();
  const id = useId();
  const { mayEdit } = useDraft();
  const text = textOf(value);
  const preview = useFieldPreview(at, path.replace(/^fields\//, ""), text);
  const mistake = useMistake(at)(path);
  const error = preview?.error?.message ?? mistake;
  const { lines = "one", isRequired = false, isCompact = false, placeholder = "" } = look;
  const editorLook = useMemo(
    () => ({
      lines,
      isReadOnly: !mayEdit,
      placeholder: placeholder || (mayEdit && !isCompact ? say("builder.fields.insert.hint") : ""),
      attributes: {
        id,
        role: "textbox",
        "aria-label": label,
        "aria-multiline": String(lines === "many"),
        "aria-required": String(isRequired),
        "aria-invalid": String(Boolean(error)),
        "aria-describedby": `${id}-help ${id}-error ${id}-result`,
        "aria-description": say("builder.fields.insert.keys"),
        spellcheck: "false",
      },
    }),
    [lines, mayEdit, placeholder, isCompact, say, id, label, isRequired, error],
  );
  return (
    <div data-field={path}>
      {!isCompact && (
        <Input.Label component="div" required={isRequired} mb={help ? 0 : 4}>
          {label}
        </Input.Label>
      )}
      {help && !isCompact && (
        <Input.Description id={`${id}-help`} mb={4}>
          {help}
        </Input.Description>
      )}
      <Suspense fallback={<div className={classes.frame} aria-busy />}>
        <MappingEditor
          text={text}
          onText={(next) => onChange(next === "" ? undefined : next)}
          at={at}
          label={label}
          look={editorLook}
        />
      </Suspense>
      <div id={`${id}-result`}>
        {preview && !preview.error && !look.hidesResult && isMapped(text) && (
          <ResultLine preview={preview} keepsType={lonePill(text) !== null} />
        )}
      </div>
      {error && (
        <Input.Error id={`${id}-error`} mt={4}>
          {error}
        </Input.Error>
      )}
    </div>
  );
}

function textOf(value: Json | undefined): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : JSON.stringify(value);
}

import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useWords } from "../../../../i18n/words";
import type { Json } from "../../definition";
import { useDraft, useMistake } from "../../draft";
import { MappingInput } from "../mapping-input";
import { FieldShell } from "./field-shell";
import { ItemsInput } from "./items-input";
import { asItems } from "./list-field";
import { asFields } from "./object-field";
import { PairsInput } from "./pairs-input";
import type { FieldSpec } from "./schema";

type Form = "fields" | "text" | "items";

interface Props {
  spec: Pick<FieldSpec, "title" | "help" | "isRequired">;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  at: string;
  path: string;
}

/** A value of any shape: names and values, a list, or text (which one pill turns into its value). */
export function AnyInput({ spec, value, onChange, at, path }: Props) {
  const say = useWords();
  const { mayEdit } = useDraft();
  const mistake = useMistake(at)(path);
  const [wish, setWish] = useState<Form | null>(null);
  const form = wish ?? formOf(value);
  const own = { at, path, label: spec.title };
  const change = (next: Form) => {
    setWish(next);
    if (value !== undefined && formOf(value) !== next) onChange(undefined);
  };
  return (
    <FieldShell spec={spec} path={path} error={form === "text" ? undefined : mistake}>
      {() => (
        <>
          <SegmentedControl
            size="xs"
            mb="xs"
            value={form}
            onChange={(next) => change(next === "fields" || next === "items" ? next : "text")}
            data={[
              { value: "fields", label: say("builder.fields.any.fields") },
              { value: "text", label: say("builder.fields.any.text") },
              { value: "items", label: say("builder.fields.any.items") },
            ]}
            disabled={!mayEdit}
            aria-label={say("builder.fields.any.kind", { name: spec.title })}
          />
          {form === "fields" && <PairsInput {...own} value={asFields(value)} onChange={onChange} />}
          {form === "items" && (
            <ItemsInput
              {...own}
              items={asItems(value)}
              onItems={(items) => onChange(items.length > 0 ? items : undefined)}
            />
          )}
          {form === "text" && (
            <MappingInput
              {...own}
              value={value}
              onChange={onChange}
              look={{ lines: "many", isCompact: true }}
            />
          )}
        </>
      )}
    </FieldShell>
  );
}

function formOf(value: Json | undefined): Form {
  if (Array.isArray(value)) return "items";
  return value === undefined || (typeof value === "object" && value !== null) ? "fields" : "text";
}

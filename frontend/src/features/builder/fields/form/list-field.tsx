import { MultiSelect } from "@mantine/core";
import { useWords } from "../../../../i18n/words";
import type { Json } from "../../definition";
import { useDraft } from "../../draft";
import { Choosable } from "./choosable";
import { ItemsInput } from "./items-input";
import { LiveItems } from "./live-items";
import type { FieldSpec } from "./schema";

interface Props {
  spec: FieldSpec;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  at: string;
  path: string;
}

/** Several values: chosen, named, or row by row. */
export function ListField({ spec, value, onChange, at, path }: Props) {
  const say = useWords();
  const { mayEdit } = useDraft();
  const items = asItems(value);
  const setItems = (next: Json[]) => onChange(next.length > 0 ? next : undefined);
  return (
    <Choosable spec={spec} value={value} onChange={onChange} at={at} path={path}>
      {({ error, ids }) => {
        if (spec.options.length > 0) {
          return (
            <MultiSelect
              data={spec.options}
              value={items.map(String)}
              onChange={setItems}
              placeholder={items.length > 0 ? "" : say("builder.fields.form.pick")}
              error={Boolean(error)}
              disabled={!mayEdit}
              aria-labelledby={ids.labelledby}
              aria-describedby={ids.describedby}
            />
          );
        }
        if (spec.isLive && items.every((one) => typeof one !== "object")) {
          return <LiveItems spec={spec} items={items.map(String)} onItems={setItems} ids={ids} />;
        }
        return (
          <ItemsInput label={spec.title} items={items} onItems={setItems} at={at} path={path} />
        );
      }}
    </Choosable>
  );
}

/** Return the items; a single value is a list of one, as it is for the service. */
export function asItems(value: Json | undefined): Json[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null || value === "" ? [] : [value];
}

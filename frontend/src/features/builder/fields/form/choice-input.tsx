import { Select } from "@mantine/core";
import { useWords } from "../../../../i18n/words";
import { useDraft } from "../../draft";
import type { Chooser } from "./choosable";
import type { FieldSpec } from "./schema";

type Props = Chooser & { spec: FieldSpec };

/** One of the fixed choices of a field. */
export function ChoiceInput({ spec, value, onChange, error, ids }: Props) {
  const say = useWords();
  const { mayEdit } = useDraft();
  const { options, fallback, isRequired } = spec;
  const usual = options.find((one) => one.value === fallback)?.label;
  return (
    <Select
      data={options}
      value={typeof value === "string" ? value : null}
      onChange={(chosen) => onChange(chosen ?? undefined)}
      placeholder={
        usual
          ? say("builder.fields.form.by_default", { value: usual })
          : say("builder.fields.form.pick")
      }
      clearable={!isRequired}
      allowDeselect={false}
      searchable={options.length > 7}
      error={Boolean(error)}
      disabled={!mayEdit}
      clearButtonProps={{ "aria-label": say("builder.fields.form.clear") }}
      aria-labelledby={ids.labelledby}
      aria-describedby={ids.describedby}
    />
  );
}

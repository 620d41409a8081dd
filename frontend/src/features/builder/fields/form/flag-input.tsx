import { SegmentedControl } from "@mantine/core";
import { useWords } from "../../../../i18n/words";
import { useDraft } from "../../draft";
import type { Chooser } from "./choosable";
import type { FieldSpec } from "./schema";

type Props = Chooser & { spec: FieldSpec };

/** Yes, no, or left to the service. */
export function FlagInput({ spec: { fallback, isRequired }, value, onChange, ids }: Props) {
  const say = useWords();
  const { mayEdit } = useDraft();
  const words = { true: say("builder.fields.yes"), false: say("builder.fields.no") };
  const usual =
    typeof fallback === "boolean"
      ? say("builder.fields.form.by_default", { value: words[`${fallback}`] })
      : say("builder.fields.form.not_set");
  const data = [
    ...(isRequired ? [] : [{ value: "", label: usual }]),
    { value: "true", label: words.true },
    { value: "false", label: words.false },
  ];
  return (
    <div>
      <SegmentedControl
        size="xs"
        data={data}
        value={typeof value === "boolean" ? String(value) : ""}
        onChange={(chosen) => onChange(chosen === "" ? undefined : chosen === "true")}
        disabled={!mayEdit}
        aria-labelledby={ids.labelledby}
        aria-describedby={ids.describedby}
      />
    </div>
  );
}

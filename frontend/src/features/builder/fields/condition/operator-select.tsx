import { Select } from "@mantine/core";
import { type Key, useWords } from "../../../../i18n/words";
import type { Json } from "../../definition";
import { useDraft, useMistake } from "../../draft";
import { guess } from "../mapping/values";
import { useBuilding } from "./condition-context";
import { type Operator, parted } from "./operators";

interface Props {
  value: string | undefined;
  /** What the value is in the sample. */
  sample: unknown;
  path: string;
  onChange: (name: string) => void;
}

/** How to compare: what suits the value in the sample first, then everything else. */
export function OperatorSelect({ value, sample, path, onChange }: Props) {
  const say = useWords();
  const { mayEdit } = useDraft();
  const { at, operators } = useBuilding();
  const mistake = useMistake(at)(path);
  // The border where any JSON comes in.
  const [suited, others] = parted(operators, guess(sample as Json));
  const item = ({ name }: Operator) => ({
    value: name,
    label: say(`builder.fields.operator.${name}` as Key),
  });
  return (
    <Select
      data-field={path}
      data={[
        { group: say("builder.fields.when.suits"), items: suited.map(item) },
        ...(others.length > 0
          ? [{ group: say("builder.fields.when.others"), items: others.map(item) }]
          : []),
      ]}
      value={value ?? null}
      onChange={(name) => name && onChange(name)}
      searchable
      allowDeselect={false}
      aria-label={say("builder.fields.when.operator")}
      comboboxProps={{ width: 260, position: "bottom-start" }}
      maxDropdownHeight={300}
      error={mistake}
      disabled={!mayEdit}
    />
  );
}

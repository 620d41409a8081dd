import { Autocomplete, Loader } from "@mantine/core";
import { useState } from "react";
import { useWords } from "../../../../i18n/words";
import { useDraft } from "../../draft";
import type { Row } from "./rows";
import type { FieldSpec } from "./schema";
import { useChoices } from "./use-choices";

interface Props {
  spec: FieldSpec;
  row: Row;
  onName: (name: string) => void;
}

/** The name of one of the account's own fields, chosen by what it is called there. */
export function LiveName({ spec, row, onName }: Props) {
  const say = useWords();
  const { mayEdit } = useDraft();
  const [typed, setTyped] = useState<string | null>(null);
  const found = useChoices(spec, "");
  const labelOf = (name: string) => found.choices.find(({ value }) => value === name)?.label;
  const submit = (text: string) => {
    setTyped(null);
    const chosen = found.choices.find(({ label }) => label === text);
    onName(chosen?.value ?? text);
  };
  return (
    <Autocomplete
      data={[...new Set(found.choices.map(({ label }) => label))]}
      value={typed ?? labelOf(row.name) ?? row.name}
      onChange={setTyped}
      onOptionSubmit={submit}
      onBlur={() => typed !== null && submit(typed)}
      placeholder={say("builder.fields.pairs.field")}
      aria-label={say("builder.fields.pairs.field")}
      rightSection={found.isFetching ? <Loader size={12} /> : undefined}
      maxDropdownHeight={260}
      disabled={!mayEdit}
    />
  );
}

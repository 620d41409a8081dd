import { Loader, TagsInput } from "@mantine/core";
import { useState } from "react";
import { useWords } from "../../../../i18n/words";
import { useDraft } from "../../draft";
import { ChoicesNote } from "./choices-note";
import type { Chooser } from "./choosable";
import type { FieldSpec } from "./schema";
import { useChoices } from "./use-choices";

interface Props {
  spec: FieldSpec;
  items: string[];
  onItems: (items: string[]) => void;
  ids: Chooser["ids"];
}

/** Several of the choices that the account has, and new ones. */
export function LiveItems({ spec, items, onItems, ids }: Props) {
  const say = useWords();
  const { mayEdit } = useDraft();
  const [search, setSearch] = useState("");
  const found = useChoices(spec, search);
  const labelOf = (value: string) =>
    found.choices.find((one) => one.value === value)?.label ?? value;
  const valueCalled = (label: string) =>
    found.choices.find((one) => one.label === label)?.value ?? label;
  return (
    <div>
      <TagsInput
        data={[...new Set(found.choices.map(({ label }) => label))]}
        value={items.map(labelOf)}
        onChange={(labels) => onItems(labels.map(valueCalled))}
        searchValue={search}
        onSearchChange={setSearch}
        acceptValueOnBlur
        placeholder={items.length > 0 ? "" : say("builder.fields.form.pick")}
        rightSection={found.isFetching ? <Loader size={14} /> : undefined}
        disabled={!mayEdit}
        aria-labelledby={ids.labelledby}
        aria-describedby={ids.describedby}
      />
      <ChoicesNote lack={found.lack} error={found.error} onRetry={() => void found.refetch()} />
    </div>
  );
}

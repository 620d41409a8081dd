import { Loader, Select } from "@mantine/core";
import { useState } from "react";
import { useWords } from "../../../../i18n/words";
import { useDraft } from "../../draft";
import { ChoicesNote } from "./choices-note";
import type { Chooser } from "./choosable";
import type { FieldSpec } from "./schema";
import { useChoices } from "./use-choices";

type Props = Chooser & { spec: FieldSpec };

/** One of the choices that the account has; more come with scrolling, others with searching. */
export function LiveChoice({ spec, value, onChange, error, ids }: Props) {
  const say = useWords();
  const { mayEdit } = useDraft();
  const [search, setSearch] = useState("");
  const [labels, setLabels] = useState<Record<string, string>>({});
  const chosen = value === undefined || value === null ? null : String(value);
  const isLabel = chosen !== null && search === labels[chosen];
  const found = useChoices(spec, isLabel ? "" : search);
  const label = found.choices.find((one) => one.value === chosen)?.label;
  if (chosen && label && labels[chosen] !== label) setLabels({ ...labels, [chosen]: label });
  const isThere = chosen === null || label !== undefined;
  const known =
    chosen !== null && !isThere ? [{ value: chosen, label: labels[chosen] ?? chosen }] : [];
  return (
    <div>
      <Select
        data={[...known, ...found.choices.map((one) => ({ value: one.value, label: one.label }))]}
        value={chosen}
        onChange={(next) => onChange(next ?? undefined)}
        searchable
        onSearchChange={setSearch}
        filter={({ options }) => options}
        placeholder={say("builder.fields.form.pick")}
        nothingFoundMessage={say(nothing(found.isFetching, search))}
        rightSection={found.isFetching ? <Loader size={14} /> : undefined}
        scrollAreaProps={{
          onBottomReached: () => {
            if (found.hasNextPage && !found.isFetching) void found.fetchNextPage();
          },
        }}
        clearable={!spec.isRequired}
        allowDeselect={false}
        error={Boolean(error)}
        disabled={!mayEdit || (found.lack !== null && chosen === null)}
        clearButtonProps={{ "aria-label": say("builder.fields.form.clear") }}
        aria-labelledby={ids.labelledby}
        aria-describedby={ids.describedby}
      />
      <ChoicesNote lack={found.lack} error={found.error} onRetry={() => void found.refetch()} />
    </div>
  );
}

function nothing(isLoading: boolean, search: string) {
  if (isLoading) return "builder.fields.choices.loading";
  return search === "" ? "builder.fields.choices.none" : "builder.fields.choices.nothing";
}

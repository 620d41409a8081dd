import { Group, SegmentedControl, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useWords } from "../../../i18n/words";
import { connectionsQuery, connectorsQuery, groupsQuery, namesQuery } from "../queries";
import { CUTS } from "../search";
import { useNarrow, type View } from "../use-view";
import { Period } from "./period";

/** Which days, how they are cut, and what is counted; all of it lives in the address. */
export function Filters({ view: { search, by } }: { view: View }) {
  const say = useWords();
  const narrow = useNarrow();
  const { data: names } = useQuery(namesQuery());
  const { data: groups } = useQuery(groupsQuery());
  const { data: connections } = useQuery(connectionsQuery());
  const { data: connectors } = useQuery(connectorsQuery());
  const named = (things: readonly { id: string; name: string }[] = []) =>
    things.map(({ id, name }) => ({ value: id, label: name }));

  return (
    <Group gap="xs" role="search" aria-label={say("analytics.filters")}>
      <Period search={search} onChange={narrow} />
      <SegmentedControl
        size="xs"
        aria-label={say("analytics.by.label")}
        value={by}
        onChange={(value) => narrow({ by: CUTS.find((name) => name === value) })}
        data={CUTS.map((name) => ({ value: name, label: say(`analytics.by.${name}`) }))}
      />
      <Select
        {...look(say("analytics.filter.bundle"))}
        searchable
        value={search.bundle ?? null}
        onChange={(bundle) => narrow({ bundle: bundle ?? undefined })}
        data={named(names?.results)}
      />
      <Select
        {...look(say("analytics.filter.group"))}
        value={search.group ?? null}
        onChange={(group) => narrow({ group: group ?? undefined })}
        data={[...named(groups?.results), { value: "none", label: say("analytics.no_group") }]}
      />
      <Select
        {...look(say("analytics.filter.connection"))}
        searchable
        value={search.connection ?? null}
        onChange={(connection) => narrow({ connection: connection ?? undefined })}
        data={named(connections?.results)}
      />
      <Select
        {...look(say("analytics.filter.connector"))}
        searchable
        value={search.connector ?? null}
        onChange={(connector) => narrow({ connector: connector ?? undefined })}
        data={connectors?.results.map(({ slug, name }) => ({ value: slug, label: name }))}
      />
    </Group>
  );
}

function look(words: string) {
  return {
    "aria-label": words,
    placeholder: words,
    clearable: true,
    size: "xs",
    flex: "1 1 136px",
    maw: 200,
  } as const;
}

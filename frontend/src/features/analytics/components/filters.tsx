import { Group, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { everyConnectionQuery, everyGroupQuery } from "../../../api/lists";
import { useWords } from "../../../i18n/words";
import { FilterSelect } from "../../../ui/filter-select";
import { connectorsQuery, namesQuery } from "../queries";
import { CUTS } from "../search";
import { useNarrow, type View } from "../use-view";
import { Period } from "./period";

/** Which days, how they are cut, and what is counted; all of it lives in the address. */
export function Filters({ view: { search, by } }: { view: View }) {
  const say = useWords();
  const narrow = useNarrow();
  const { data: names } = useQuery(namesQuery());
  const { data: groups } = useQuery(everyGroupQuery());
  const { data: connections } = useQuery(everyConnectionQuery());
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
      <FilterSelect
        label={say("analytics.filter.bundle")}
        isSearchable
        value={search.bundle}
        onChange={(bundle) => narrow({ bundle })}
        data={named(names?.results)}
      />
      <FilterSelect
        label={say("analytics.filter.group")}
        value={search.group}
        onChange={(group) => narrow({ group })}
        data={[...named(groups), { value: "none", label: say("analytics.no_group") }]}
      />
      <FilterSelect
        label={say("analytics.filter.connection")}
        isSearchable
        value={search.connection}
        onChange={(connection) => narrow({ connection })}
        data={named(connections)}
      />
      <FilterSelect
        label={say("analytics.filter.connector")}
        isSearchable
        value={search.connector}
        onChange={(connector) => narrow({ connector })}
        data={connectors?.results.map(({ slug, name }) => ({ value: slug, label: name }))}
      />
    </Group>
  );
}

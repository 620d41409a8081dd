import { Group, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { everyConnectionQuery, everyGroupQuery } from "../../../api/lists";
import { useWords } from "../../../i18n/words";
import { FilterSelect } from "../../../ui/filter-select";
import { connectorsQuery, namesQuery } from "../queries";
import { EVENTS, type JournalSearch, MODES, STATUSES } from "../search";
import { statusWords } from "../words";
import { Hours } from "./hours";
import { Period } from "./period";

const route = getRouteApi("/shell/journal");

/** Everything the journal can be narrowed by; all of it lives in the address. */
export function Filters() {
  const say = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { data: names } = useQuery(namesQuery());
  const { data: groups } = useQuery(everyGroupQuery());
  const { data: connections } = useQuery(everyConnectionQuery());
  const { data: connectors } = useQuery(connectorsQuery());

  const narrow = (change: Partial<JournalSearch>) =>
    navigate({ search: ({ row: _, ...now }) => ({ ...now, ...change }), replace: true });
  const named = (things: readonly { id: string; name: string }[] = []) =>
    things.map(({ id, name }) => ({ value: id, label: name }));

  return (
    <Group gap="xs" role="search" aria-label={say("journal.filters")}>
      <SegmentedControl
        size="xs"
        aria-label={say("journal.events.label")}
        value={search.events ?? "all"}
        onChange={(value) =>
          narrow({ events: EVENTS.find((name) => name === value && name !== "all") })
        }
        data={EVENTS.map((name) => ({ value: name, label: say(`journal.events.${name}`) }))}
      />
      <Period search={search} onChange={narrow} />
      <Hours search={search} onChange={narrow} />
      <FilterSelect
        label={say("journal.filter.bundle")}
        isSearchable
        value={search.bundle}
        onChange={(bundle) => narrow({ bundle })}
        data={named(names?.results)}
      />
      <FilterSelect
        label={say("journal.filter.group")}
        value={search.group}
        onChange={(group) => narrow({ group })}
        data={[...named(groups), { value: "none", label: say("journal.filter.no_group") }]}
      />
      <FilterSelect
        label={say("journal.filter.connection")}
        isSearchable
        value={search.connection}
        onChange={(connection) => narrow({ connection })}
        data={named(connections)}
      />
      <FilterSelect
        label={say("journal.filter.connector")}
        isSearchable
        value={search.connector}
        onChange={(connector) => narrow({ connector })}
        data={connectors?.results.map(({ slug, name }) => ({ value: slug, label: name }))}
      />
      <FilterSelect
        label={say("journal.filter.status")}
        value={search.status}
        onChange={(value) => narrow({ status: STATUSES.find((name) => name === value) })}
        data={STATUSES.map((name) => ({ value: name, label: statusWords(name, say) }))}
      />
      <FilterSelect
        label={say("journal.filter.mode")}
        value={search.mode}
        onChange={(value) => narrow({ mode: MODES.find((name) => name === value) })}
        data={MODES.map((name) => ({ value: name, label: say(`journal.mode.${name}`) }))}
      />
    </Group>
  );
}

import { Group, SegmentedControl, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useWords } from "../../../i18n/words";
import { connectionsQuery, groupsQuery, namesQuery } from "../queries";
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
  const { data: groups } = useQuery(groupsQuery());
  const { data: connections } = useQuery(connectionsQuery());

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
      <Select
        {...look(say("journal.filter.bundle"))}
        searchable
        value={search.bundle ?? null}
        onChange={(bundle) => narrow({ bundle: bundle ?? undefined })}
        data={named(names?.results)}
      />
      <Select
        {...look(say("journal.filter.group"))}
        value={search.group ?? null}
        onChange={(group) => narrow({ group: group ?? undefined })}
        data={[...named(groups?.results), { value: "none", label: say("journal.filter.no_group") }]}
      />
      <Select
        {...look(say("journal.filter.connection"))}
        searchable
        value={search.connection ?? null}
        onChange={(connection) => narrow({ connection: connection ?? undefined })}
        data={named(connections?.results)}
      />
      <Select
        {...look(say("journal.filter.status"))}
        value={search.status ?? null}
        onChange={(value) => narrow({ status: STATUSES.find((name) => name === value) })}
        data={STATUSES.map((name) => ({ value: name, label: statusWords(name, say) }))}
      />
      <Select
        {...look(say("journal.filter.mode"))}
        value={search.mode ?? null}
        onChange={(value) => narrow({ mode: MODES.find((name) => name === value) })}
        data={MODES.map((name) => ({ value: name, label: say(`journal.mode.${name}`) }))}
      />
    </Group>
  );
}

function look(words: string) {
  return { "aria-label": words, placeholder: words, clearable: true, size: "xs", w: 132 } as const;
}

import { Chip, CloseButton, Group, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useWords } from "../../../i18n/words";
import { type ConnectionsSearch, STATUSES } from "../search";

interface Props {
  search: ConnectionsSearch;
  services: { value: string; label: string }[];
  onChange: (change: Partial<ConnectionsSearch>) => void;
}

const PAUSE_MS = 250;

/** What of the connections is shown: by words, by service, by health. */
export function Filters({ search, services, onChange }: Props) {
  const say = useWords();
  const [typed, setTyped] = useState(search.search ?? "");
  const apply = useDebouncedCallback((text: string) => onChange({ search: text.trim() }), PAUSE_MS);
  const type = (text: string) => {
    setTyped(text);
    apply(text);
  };
  const chosen = STATUSES.find((one) => one === search.status) ?? "all";
  return (
    <Group gap="sm">
      <TextInput
        data-page-search
        type="search"
        w={{ base: "100%", xs: 290 }}
        aria-label={say("connections.filter.search")}
        placeholder={say("connections.filter.search")}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={
          typed && (
            <CloseButton
              size="sm"
              aria-label={say("connections.filter.clear")}
              onClick={() => type("")}
            />
          )
        }
        value={typed}
        onChange={(event) => type(event.currentTarget.value)}
      />
      <Select
        w={{ base: "100%", xs: 190 }}
        aria-label={say("connections.filter.service")}
        placeholder={say("connections.filter.any_service")}
        data={services}
        value={search.connector ?? null}
        clearable
        clearButtonProps={{ "aria-label": say("connections.filter.clear") }}
        searchable
        onChange={(connector) => onChange({ connector: connector ?? "" })}
      />
      <Chip.Group
        value={chosen}
        onChange={(value) => onChange({ status: STATUSES.find((one) => one === value) })}
      >
        <Group gap={6} role="group" aria-label={say("connections.filter.health")}>
          {(["all", ...STATUSES] as const).map((status) => (
            <Chip key={status} value={status} size="xs">
              {say(status === "all" ? "connections.filter.all" : `connections.health.${status}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Group>
  );
}

import { ActionIcon, Group, Text, TextInput } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useRef, useState } from "react";
import { api } from "../../../api/client";
import { useMay } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import { tellFailure } from "../../../ui/notice";
import type { Connection } from "../model";
import { refreshConnections } from "../queries";

/** A connection's name, changed where it stands: Enter keeps, Escape leaves it as it was. */
export function Rename({ connection }: { connection: Connection }) {
  const say = useWords();
  const cache = useQueryClient();
  const mayEdit = useMay("editor");
  const pencil = useRef<HTMLButtonElement>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const end = () => {
    setTyped(null);
    setTimeout(() => pencil.current?.focus());
  };
  const renaming = api.useMutation("patch", "/api/v1/connections/{id}", {
    onSuccess: async () => {
      await refreshConnections(cache);
      end();
    },
    onError: tellFailure,
  });
  const keep = () => {
    const name = typed?.trim();
    if (!name || name === connection.name) end();
    else renaming.mutate({ params: { path: { id: connection.id } }, body: { name } });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") keep();
    if (event.key === "Escape") end();
    if (event.key === "Enter" || event.key === "Escape") event.stopPropagation();
  };

  if (typed !== null) {
    return (
      <TextInput
        aria-label={say("connections.name.label")}
        autoFocus
        maxLength={200}
        value={typed}
        disabled={renaming.isPending}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={keep}
      />
    );
  }
  return (
    <Group gap={4} wrap="nowrap" miw={0}>
      <Text component="span" fw={650} truncate>
        {connection.name}
      </Text>
      {mayEdit && (
        <ActionIcon
          ref={pencil}
          size="sm"
          aria-label={say("connections.name.change", { name: connection.name })}
          onClick={() => setTyped(connection.name)}
        >
          <IconPencil size={15} />
        </ActionIcon>
      )}
    </Group>
  );
}

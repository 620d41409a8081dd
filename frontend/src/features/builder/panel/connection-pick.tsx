import { Alert, Button, Group, Select, Stack } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { everyConnectionQuery } from "../../../api/lists";
import { useMay } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import { useDoors } from "../../../ui/doors";
import { useDraft } from "../draft";

interface Props {
  service: string;
  value: string | null;
  onChange: (connection: string | null) => void;
  mistake?: string;
  /** Whether the service can also be used without signing in. */
  isOptional?: boolean;
}

/** Chooses the account to work with, or signs one in right here. */
export function ConnectionPick({ service, value, onChange, mistake, isOptional }: Props) {
  const say = useWords();
  const cache = useQueryClient();
  const doors = useDoors();
  const mayAdd = useMay("editor");
  const { connections, mayEdit } = useDraft();
  const theirs = connections.filter(({ connector }) => connector === service);
  const chosen = theirs.find(({ id }) => id === value);
  const placeholder = isOptional
    ? "builder.connection.optional"
    : theirs.length > 0
      ? "builder.connection.choose"
      : "builder.connection.none_yet";
  const renew = () => cache.invalidateQueries({ queryKey: everyConnectionQuery().queryKey });
  const add = async () => {
    const made = await doors.addConnection(service);
    if (!made) return;
    await renew();
    onChange(made);
  };
  return (
    <Stack gap="xs" data-field="connection">
      <Group align="end" gap="xs" wrap="nowrap">
        <Select
          flex={1}
          label={say("builder.connection.label")}
          placeholder={say(placeholder)}
          data={theirs.map(({ id, name, account }) => ({
            value: id,
            label: account && account !== name ? `${name} · ${account}` : name,
          }))}
          value={value}
          onChange={onChange}
          error={mistake}
          required={!isOptional}
          withAsterisk={false}
          clearable={isOptional}
          searchable={theirs.length > 5}
          disabled={!mayEdit}
          allowDeselect={false}
        />
        {mayAdd && mayEdit && (
          <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => void add()}>
            {say("builder.connection.add")}
          </Button>
        )}
      </Group>
      {chosen?.status === "needs_login" && (
        <Alert color="yellow" p="xs">
          <Group justify="space-between" gap="xs">
            {chosen.problem?.message ?? say("builder.connection.needs_login")}
            <Button
              size="xs"
              variant="default"
              onClick={() => void doors.reconnect(chosen.id).then(renew)}
            >
              {say("builder.connection.reconnect")}
            </Button>
          </Group>
        </Alert>
      )}
    </Stack>
  );
}

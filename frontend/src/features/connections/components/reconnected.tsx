import { Button, Group, Stack, Text, ThemeIcon } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useWords } from "../../../i18n/words";
import type { Connection } from "../model";

interface Props {
  connection: Connection;
  /** How many events had waited for this. */
  released: number;
  onClose: () => void;
}

/** A connection that works again, and what goes on now. */
export function Reconnected({ connection, released, onClose }: Props) {
  const say = useWords();
  return (
    <Stack>
      <Group gap="sm" wrap="nowrap" role="status">
        <ThemeIcon radius="xl" size="lg" color="green" variant="light">
          <IconCheck size={20} aria-hidden />
        </ThemeIcon>
        <div>
          <Text fw={650}>{say("connections.reconnect.done")}</Text>
          {connection.account && (
            <Text size="sm">
              {say("connections.added.account", { account: connection.account })}
            </Text>
          )}
          {released > 0 && (
            <Text size="sm">{say("connections.reconnect.released", { count: released })}</Text>
          )}
        </div>
      </Group>
      <Group justify="flex-end">
        <Button onClick={onClose} data-autofocus>
          {say("connections.added.done")}
        </Button>
      </Group>
    </Stack>
  );
}

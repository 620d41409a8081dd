import { Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "../../../api/client";
import { useWords } from "../../../i18n/words";
import { Failed } from "../../../ui/failed";
import { tell } from "../../../ui/notice";
import { type Connection, runningOf } from "../model";
import { refreshConnections } from "../queries";

interface Props {
  connection: Connection;
  onDone: (isGone: boolean) => void;
}

/** Asks once before a connection is gone for good, and names the bundles that stop. */
export function DeleteDialog({ connection, onDone }: Props) {
  const say = useWords();
  const cache = useQueryClient();
  const { id, name } = connection;
  const running = runningOf(connection.used_by);
  const resting = connection.used_by.length - running.length;
  const deleting = api.useMutation("delete", "/api/v1/connections/{id}", {
    onSuccess: async () => {
      onDone(true);
      tell(say("connections.delete.done", { name }));
      await refreshConnections(cache);
    },
  });
  return (
    <Modal
      opened
      onClose={() => onDone(false)}
      closeButtonProps={{ "aria-label": say("ui.close") }}
      title={
        <Text component="span" fw={650}>
          {say("connections.delete.title", { name })}
        </Text>
      }
    >
      <Stack>
        <Text size="sm">{say("connections.delete.final")}</Text>
        {running.length > 0 && (
          <div>
            <Text size="sm" fw={600}>
              {say("connections.delete.stops", { count: running.length })}
            </Text>
            <List size="sm" mt={4}>
              {running.map((bundle) => (
                <List.Item key={bundle.id}>{bundle.name}</List.Item>
              ))}
            </List>
          </div>
        )}
        {resting > 0 && (
          <Text size="sm">{say("connections.delete.cannot_start", { count: resting })}</Text>
        )}
        {connection.webhook_url && <Text size="sm">{say("connections.delete.address")}</Text>}
        {deleting.error && <Failed error={deleting.error} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" data-autofocus onClick={() => onDone(false)}>
            {say("ui.cancel")}
          </Button>
          <Button
            color="red.9"
            loading={deleting.isPending}
            onClick={() => deleting.mutate({ params: { path: { id } } })}
          >
            {say("connections.delete.submit")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

import { Button, Group, Modal, Paper, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { useDoors } from "../../../ui/doors";
import { Failed } from "../../../ui/failed";
import { LoadingRows } from "../../../ui/loading";
import { tell } from "../../../ui/notice";
import { TextLink } from "../../../ui/text-link";
import { canStart, type Row } from "../model";
import { refreshLists, waitingQuery } from "../queries";
import { useDeeds } from "../use-deeds";

interface Props {
  row: Row;
  onClose: () => void;
}

/** What waits for a bundle, why, and what moves it. */
export function WhyWaiting({ row, onClose }: Props) {
  const say = useWords();
  const format = useFormat();
  const doors = useDoors();
  const cache = useQueryClient();
  const deeds = useDeeds(row);
  const { data, error, isPending, refetch } = useQuery(waitingQuery(row.id));
  const start = () => {
    onClose();
    deeds.start();
  };
  const reconnect = async (connection: string) => {
    onClose();
    if (!(await doors.reconnect(connection))) return;
    tell(say("bundles.told.reconnected", { name: row.name }));
    await refreshLists(cache);
  };
  return (
    <Modal opened onClose={onClose} title={say("bundles.why_waiting.title", { name: row.name })}>
      <Stack>
        {error && <Failed error={error} onRetry={refetch} />}
        {isPending && <LoadingRows rows={1} height={60} />}
        {data?.count === 0 && <Text size="sm">{say("bundles.why_waiting.none")}</Text>}
        {data?.reasons.map(({ why, count, since, next_at, kept_until, connection, message }) => (
          <Paper key={`${why} ${connection ?? ""}`} withBorder p="sm">
            <Text size="sm" fw={550}>
              {say("bundles.why_waiting.count", { count, since: format.ago(since) })}
            </Text>
            <Text size="sm">{message}</Text>
            {next_at && (
              <Text size="xs" c="dimmed">
                {say("bundles.why_waiting.next", { at: format.ago(next_at) })}
              </Text>
            )}
            {kept_until && (
              <Text size="xs" c="dimmed">
                {say("bundles.why_waiting.kept", { at: format.day(kept_until) })}
              </Text>
            )}
            <Group mt={6}>
              {why === "needs_login" && connection && (
                <Button size="xs" onClick={() => reconnect(connection)}>
                  {say("bundles.why_waiting.reconnect")}
                </Button>
              )}
              {why === "asks" && (
                <TextLink to="/journal" search={{ bundle: row.id, status: "held" }}>
                  {say("bundles.do.journal")}
                </TextLink>
              )}
            </Group>
          </Paper>
        ))}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {say("ui.close")}
          </Button>
          {canStart(row) && <Button onClick={start}>{say("bundles.do.start")}</Button>}
        </Group>
      </Stack>
    </Modal>
  );
}

import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMay } from "../../../api/me";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { waitingQuery } from "../queries";
import { PanelPart } from "./panel-part";

interface Props {
  connection: string;
  onReconnect: (id: string) => void;
}

/** The events that wait at a connection, why, since when, and what lets them go. */
export function Waiting({ connection, onReconnect }: Props) {
  const say = useWords();
  const format = useFormat();
  const mayEdit = useMay("editor");
  const { data } = useQuery(waitingQuery(connection));
  if (!data || data.count === 0) return null;
  return (
    <PanelPart title={say("connections.waiting.title", { count: data.count })}>
      <Stack gap="xs">
        {data.reasons.map((reason) => (
          <Group key={`${reason.why} ${reason.event}`} justify="space-between" gap="xs">
            <div>
              <Text size="sm">
                <b>{reason.count}</b> · {reason.message}
              </Text>
              <Text size="xs" opacity={0.85}>
                {say("connections.waiting.since", {
                  count: reason.count,
                  at: format.ago(reason.since),
                })}
                {reason.kept_until &&
                  ` · ${say("connections.waiting.kept", { at: format.day(reason.kept_until) })}`}
              </Text>
            </div>
            {reason.why === "needs_login" && mayEdit && (
              <Button size="compact-sm" onClick={() => onReconnect(connection)}>
                {say("connections.reconnect.deed")}
              </Button>
            )}
          </Group>
        ))}
      </Stack>
    </PanelPart>
  );
}

import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMay } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import { Ago } from "../../../ui/ago";
import { aboutOf, type Connection, type Connector } from "../model";
import { healthQuery } from "../queries";
import { Health } from "./health";
import { useRefresh, useTest } from "./use-deeds";

interface Props {
  connection: Connection;
  connector: Connector;
  onReconnect: (id: string) => void;
}

/** How a connection is, why, and what mends it. */
export function PanelHealth({ connection, connector, onReconnect }: Props) {
  const say = useWords();
  const mayOperate = useMay("operator");
  const mayEdit = useMay("editor");
  const testing = useTest(connection);
  const refreshing = useRefresh(connection);
  const { data: breaker } = useQuery(healthQuery(connection.id));
  const { problem, kind, status } = connection;
  const isIll = breaker !== undefined && breaker.state !== "closed";
  const needsLogin = status === "needs_login";
  return (
    <Stack gap="sm">
      <Text size="sm">{aboutOf(connector.name, say(`connections.kind.${kind}`), connection)}</Text>
      <Health connection={connection} isIll={isIll} />
      {problem && (
        <Alert color={needsLogin ? "red" : "yellow"}>
          <Text size="sm">{problem.message}</Text>
          {problem.answer && (
            <Text size="sm" mt={4}>
              {say("connections.refused.answer", { answer: problem.answer })}
            </Text>
          )}
        </Alert>
      )}
      {isIll && breaker.since && (
        <Alert color="yellow">
          <Text size="sm" fw={600}>
            {say("connections.ill.title", { service: connector.name })}
          </Text>
          <Text size="sm">
            {say("connections.ill.since")} <Ago at={breaker.since} />.{" "}
            {say("connections.ill.help", { count: breaker.failures })}
          </Text>
        </Alert>
      )}
      <Group gap="xs">
        {mayEdit && (
          <Button
            size="xs"
            variant={needsLogin ? "filled" : "default"}
            onClick={() => onReconnect(connection.id)}
          >
            {say(
              kind === "webhook" ? "connections.reconnect.secret" : "connections.reconnect.deed",
            )}
          </Button>
        )}
        {mayOperate && kind !== "webhook" && (
          <Button size="xs" variant="default" loading={testing.isPending} onClick={testing.test}>
            {say("connections.test")}
          </Button>
        )}
        {mayOperate && kind !== "webhook" && (
          <Button
            size="xs"
            variant="default"
            loading={refreshing.isPending}
            onClick={refreshing.refresh}
          >
            {say("connections.refresh")}
          </Button>
        )}
      </Group>
      {connection.refreshed_at && (
        <Text size="xs" opacity={0.85}>
          {say("connections.refreshed_at")} <Ago at={connection.refreshed_at} />
        </Text>
      )}
    </Stack>
  );
}

import { Button, Group, Stack, Text, ThemeIcon } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useWords } from "../../../i18n/words";
import { type Connection, type Connector, hears } from "../model";
import { HookSection } from "./hook-section";

interface Props {
  connection: Connection;
  connector: Connector;
  onClose: () => void;
}

/** A connection that has just been made: whose account it is, or where its service has to send. */
export function Added({ connection, connector, onClose }: Props) {
  const say = useWords();
  const isHook = connection.kind === "webhook";
  const works = connection.status === "works";
  const Icon = works ? IconCheck : IconAlertTriangle;
  return (
    <Stack>
      <Group gap="sm" wrap="nowrap" role="status">
        <ThemeIcon radius="xl" size="lg" color={works ? "green" : "yellow"} variant="light">
          <Icon size={20} aria-hidden />
        </ThemeIcon>
        <div>
          <Text fw={650}>{say(titleOf(works, isHook))}</Text>
          <Text size="sm">{account(connection, isHook, say)}</Text>
        </div>
      </Group>
      {isHook && hears(connector) && <HookSection connection={connection} connector={connector} />}
      <Group justify="flex-end">
        <Button onClick={onClose} data-autofocus>
          {say("connections.added.done")}
        </Button>
      </Group>
    </Stack>
  );
}

function titleOf(works: boolean, isHook: boolean) {
  if (!works) return "connections.added.kept";
  return isHook ? "connections.added.ready" : "connections.added.works";
}

function account(connection: Connection, isHook: boolean, say: ReturnType<typeof useWords>) {
  if (isHook) return say("connections.added.hook");
  if (connection.problem) return connection.problem.message;
  return connection.account
    ? say("connections.added.account", { account: connection.account })
    : say("connections.added.no_account");
}

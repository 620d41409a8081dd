import { Box, Stack, Text } from "@mantine/core";
import { useWords } from "../../../i18n/words";
import { type Connection, type Connector, curlLine } from "../model";
import { AddressLine } from "./address-line";
import { Caught } from "./caught";
import classes from "./hook-section.module.css";
import { Subscription } from "./subscription";

interface Props {
  connection: Connection;
  connector: Connector;
  /** Whether a bundle may be begun with what was caught. */
  canBuild?: boolean;
}

/** The address a service sends to: how it gets there, and what has come already. */
export function HookSection({ connection, connector, canBuild = false }: Props) {
  const say = useWords();
  const url = connection.webhook_url;
  if (!url) return <Text size="sm">{say("connections.hook.secret")}</Text>;
  if (connection.kind !== "webhook") {
    return <Subscription connection={connection} connector={connector} url={url} />;
  }
  const help = connector.auth.find((way) => way.kind === "webhook")?.help;
  return (
    <Stack gap="sm">
      <div>
        <Text size="sm" fw={600} mb={4}>
          {say("connections.hook.address")}
        </Text>
        <AddressLine text={url} label={say("connections.hook.copy")} />
        {help && (
          <Text size="sm" mt={6}>
            {help}
          </Text>
        )}
      </div>
      <Caught connection={connection} connector={connector} canBuild={canBuild} />
      <details>
        <summary className={classes.summary}>{say("connections.hook.curl")}</summary>
        <Box mt={6}>
          <AddressLine text={curlLine(connector, url)} label={say("connections.hook.copy_curl")} />
        </Box>
      </details>
    </Stack>
  );
}

import { Box, Code, Group, Stack, Text } from "@mantine/core";
import { useWords } from "../../../i18n/words";
import { Copy } from "../../../ui/copy";
import { type Connection, type Connector, curlLine } from "../model";
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
        <Line text={url} label={say("connections.hook.copy")} />
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
          <Line text={curlLine(connector, url)} label={say("connections.hook.copy_curl")} />
        </Box>
      </details>
    </Stack>
  );
}

function Line({ text, label }: { text: string; label: string }) {
  return (
    <Group gap={4} wrap="nowrap" align="flex-start">
      <Code className={classes.line}>{text}</Code>
      <Copy value={text} label={label} />
    </Group>
  );
}

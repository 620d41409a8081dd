import { Button, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../../../api/client";
import { useMay } from "../../../api/me";
import { type Key, useWords } from "../../../i18n/words";
import { Ago } from "../../../ui/ago";
import { tellFailure } from "../../../ui/notice";
import { State, type Tone } from "../../../ui/state";
import type { Connection, Connector } from "../model";
import { refreshConnections, subscriptionQuery } from "../queries";
import { AddressLine } from "./address-line";

interface Props {
  connection: Connection;
  connector: Connector;
  url: string;
}

const STATES = {
  manual: ["calm", "connections.hook.manual"],
  off: ["calm", "connections.hook.off"],
  arming: ["busy", "connections.hook.arming"],
  disarming: ["busy", "connections.hook.disarming"],
  armed: ["good", "connections.hook.armed"],
  failing: ["bad", "connections.hook.failing"],
  needs_login: ["bad", "connections.hook.needs_login"],
} as const satisfies Record<string, [Tone, Key]>;

/** Whether a service that is told by API where to send has been told. */
export function Subscription({ connection, connector, url }: Props) {
  const say = useWords();
  const mayOperate = useMay("operator");
  const cache = useQueryClient();
  const { data } = useQuery(subscriptionQuery(connection.id));
  const asking = api.useMutation("post", "/api/v1/connections/{id}/subscription", {
    onSuccess: () => refreshConnections(cache),
    onError: tellFailure,
  });
  if (!data) return null;
  const [tone, words] = STATES[data.state];
  return (
    <Stack gap={6}>
      <State tone={tone}>{say(words, { service: connector.name })}</State>
      {data.error && (
        <Text size="sm">{[data.error.message, data.error.answer].filter(Boolean).join(" ")}</Text>
      )}
      {data.state === "armed" && data.since && (
        <Text size="xs">
          {say("connections.hook.since")} <Ago at={data.since} />
        </Text>
      )}
      {data.state === "manual" && <AddressLine text={url} label={say("connections.hook.copy")} />}
      {data.state === "failing" && mayOperate && (
        <Button
          size="compact-sm"
          variant="default"
          w="fit-content"
          loading={asking.isPending}
          onClick={() => asking.mutate({ params: { path: { id: connection.id } } })}
        >
          {say("connections.hook.again")}
        </Button>
      )}
    </Stack>
  );
}

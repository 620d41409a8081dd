import { Button, Group, Paper, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Shapes } from "../../../api/client";
import { useMay } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import { Ago } from "../../../ui/ago";
import { Failed } from "../../../ui/failed";
import { JsonTree } from "../../../ui/json-tree/json-tree";
import { tell, tellFailure } from "../../../ui/notice";
import { type Connection, type Connector, runningOf } from "../model";
import { refreshConnections, samplesQuery } from "../queries";
import { BuildFromSample } from "./build-from-sample";
import classes from "./hook-section.module.css";

interface Props {
  connection: Connection;
  connector: Connector;
  canBuild: boolean;
}

const FIRST = 3;

/** The requests caught at an address; until one comes, that one is awaited. */
export function Caught({ connection, connector, canBuild }: Props) {
  const say = useWords();
  const cache = useQueryClient();
  const mayEdit = useMay("editor");
  const [showsAll, showAll] = useState(false);
  const { data, error, refetch } = useQuery(samplesQuery(connection.id));
  const forgetting = api.useMutation("delete", "/api/v1/connections/{id}/samples", {
    onSuccess: async () => {
      await refreshConnections(cache);
      tell(say("connections.caught.forgotten"));
    },
    onError: tellFailure,
  });
  if (error && !data) return <Failed error={error} onRetry={refetch} />;
  const samples = data?.results ?? [];
  if (samples.length === 0) return <Awaited connection={connection} connector={connector} />;
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Text size="sm" fw={600} role="status">
          {say("connections.caught.title", { count: samples.length })}
        </Text>
        {mayEdit && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            loading={forgetting.isPending}
            onClick={() => forgetting.mutate({ params: { path: { id: connection.id } } })}
          >
            {say("connections.caught.forget")}
          </Button>
        )}
      </Group>
      {samples.slice(0, showsAll ? samples.length : FIRST).map((sample, at) => (
        <Sample key={sample.id} sample={sample} isNewest={at === 0}>
          {mayEdit && canBuild && (
            <BuildFromSample connection={connection} connector={connector} sample={sample} />
          )}
        </Sample>
      ))}
      {samples.length > FIRST && !showsAll && (
        <Button size="compact-sm" variant="subtle" onClick={() => showAll(true)}>
          {say("connections.caught.earlier", { count: samples.length - FIRST })}
        </Button>
      )}
    </Stack>
  );
}

interface SampleProps {
  sample: Shapes["SampleShape"];
  isNewest: boolean;
  children: React.ReactNode;
}

function Sample({ sample, isNewest, children }: SampleProps) {
  const say = useWords();
  const [isOpen, setOpen] = useState(isNewest);
  return (
    <Paper withBorder p="xs">
      <Group justify="space-between" mb={isOpen ? 6 : 0}>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {say("connections.caught.one")}&nbsp;
          <Ago at={sample.received_at} />
        </Button>
        {children}
      </Group>
      {isOpen && <JsonTree value={sample.data} path="trigger" />}
    </Paper>
  );
}

function Awaited({ connection, connector }: Omit<Props, "canBuild">) {
  const say = useWords();
  const isTaken = runningOf(connection.used_by).length > 0;
  return (
    <div className={classes.waiting} role="status">
      <span className={classes.pulse} aria-hidden />
      <div>
        <Text size="sm" fw={600}>
          {isTaken
            ? say("connections.caught.taken_title")
            : say("connections.caught.awaited", { service: connector.name })}
        </Text>
        <Text size="sm">
          {say(isTaken ? "connections.caught.taken" : "connections.caught.awaited_help")}
        </Text>
      </div>
    </div>
  );
}

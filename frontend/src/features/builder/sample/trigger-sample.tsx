import { Badge, Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "../../../api/client";
import { useWords } from "../../../i18n/words";
import { Ago } from "../../../ui/ago";
import { JsonTree } from "../../../ui/json-tree/json-tree";
import { tell, tellFailure } from "../../../ui/notice";
import type { Json } from "../definition";
import { type Sample, useDraft } from "../draft";
import { samplesQuery } from "../queries";
import { CaughtRequests } from "./caught-requests";
import { FetchedRecords } from "./fetched-records";
import { GivenEvent } from "./given-event";

/** The event to build with: what it is now, and the ways to get a better one. */
export function TriggerSample({ kind }: { kind: string }) {
  const say = useWords();
  const cache = useQueryClient();
  const { bundleId, samples, draft, mayEdit } = useDraft();
  const path = { params: { path: { id: bundleId } } };
  const renew = () => cache.invalidateQueries(samplesQuery(bundleId));
  const choosing = api.useMutation("put", "/api/v1/bundles/{id}/samples/trigger", {
    onSuccess: () => {
      tell(say("builder.sample.chosen"));
      return renew();
    },
    onError: tellFailure,
  });
  const forgetting = api.useMutation("delete", "/api/v1/bundles/{id}/samples/trigger", {
    onSuccess: renew,
    onError: tellFailure,
  });
  const choose = (origin: "caught" | "fetched" | "given") => (event: Json) =>
    choosing.mutate({ ...path, body: { event, origin } });
  const { connection } = draft.trigger;
  return (
    <Paper withBorder p="sm" component="section" aria-labelledby="builder-sample">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={3} size="sm" id="builder-sample">
            {say("builder.sample.title")}
          </Title>
          {samples.trigger && <Origin sample={samples.trigger} />}
        </Group>
        <Text size="xs" c="dimmed">
          {say("builder.sample.help")}
        </Text>
        {samples.trigger && (
          <JsonTree
            value={samples.trigger.output}
            path="trigger"
            label={say("builder.sample.title")}
            openLevels={1}
          />
        )}
        {mayEdit && (
          <>
            {kind === "webhook" && connection && (
              <CaughtRequests connection={connection} onChoose={choose("caught")} />
            )}
            {kind === "polling" && <FetchedRecords onChoose={choose("fetched")} />}
            <Group gap="xs">
              <GivenEvent start={samples.trigger?.output ?? {}} onChoose={choose("given")} />
              <Button
                size="compact-sm"
                variant="subtle"
                loading={forgetting.isPending}
                onClick={() => forgetting.mutate(path)}
              >
                {say("builder.sample.forget")}
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Paper>
  );
}

function Origin({ sample }: { sample: Sample }) {
  const say = useWords();
  return (
    <Group gap={6}>
      <Badge variant="default" tt="none" fw={500}>
        {say(`builder.sample.origin.${sample.origin}`)}
      </Badge>
      {sample.at && (
        <Text size="xs" c="dimmed">
          <Ago at={sample.at} />
        </Text>
      )}
    </Group>
  );
}

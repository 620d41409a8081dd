import { Code, Group, Loader, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../../api/client";
import { useWords } from "../../../i18n/words";
import { Copy } from "../../../ui/copy";
import { Failed } from "../../../ui/failed";
import type { Json } from "../definition";
import { useDraft } from "../draft";
import { Offered } from "./offered";

const LOOK_AGAIN_MS = 3000;

interface Props {
  connection: string;
  onChoose: (event: Json) => void;
}

/** The address to send a test to, and the requests that have come. */
export function CaughtRequests({ connection, onChoose }: Props) {
  const say = useWords();
  const { connections, catalog } = useDraft();
  const own = connections.find(({ id }) => id === connection);
  const service = catalog.find(({ slug }) => slug === own?.connector)?.name ?? "";
  const caught = useQuery(
    api.queryOptions(
      "get",
      "/api/v1/connections/{id}/samples",
      { params: { path: { id: connection } } },
      { refetchInterval: LOOK_AGAIN_MS },
    ),
  );
  const requests = caught.data?.results ?? [];
  return (
    <Stack gap="xs">
      {own?.webhook_url && (
        <Group gap={4} wrap="nowrap">
          <Code flex={1} style={{ overflowWrap: "anywhere" }}>
            {own.webhook_url}
          </Code>
          <Copy value={own.webhook_url} label={say("builder.sample.copy_address")} />
        </Group>
      )}
      <Group gap="xs" role="status" wrap="nowrap">
        <Loader size="xs" type="dots" aria-hidden />
        <Text size="sm">
          {say(requests.length > 0 ? "builder.sample.waiting_more" : "builder.sample.waiting", {
            service,
          })}
        </Text>
      </Group>
      {caught.error && <Failed error={caught.error} onRetry={() => void caught.refetch()} />}
      <Offered
        events={requests.map(({ id, data, received_at }) => ({
          id,
          // What a service sent is JSON of any shape.
          event: data as Json,
          at: received_at,
        }))}
        onChoose={onChoose}
      />
    </Stack>
  );
}

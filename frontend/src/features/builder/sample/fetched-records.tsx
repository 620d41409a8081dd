import { Button, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { api } from "../../../api/client";
import { useWords } from "../../../i18n/words";
import { Failed } from "../../../ui/failed";
import type { Json } from "../definition";
import { useDraft } from "../draft";
import { Offered } from "./offered";

/** Reads up to five records from the service, to build with one of them. */
export function FetchedRecords({ onChoose }: { onChoose: (event: Json) => void }) {
  const say = useWords();
  const { draft, triggerService } = useDraft();
  const fetching = api.useMutation("post", "/api/v1/connectors/{slug}/samples");
  const { connection, event, fields } = draft.trigger;
  const fetchThem = () => {
    if (!triggerService || !event) return;
    fetching.mutate({
      params: { path: { slug: triggerService } },
      body: { connection: connection ?? null, trigger: event, fields: fields ?? {} },
    });
  };
  const records = fetching.data?.results ?? [];
  return (
    <Stack gap="xs">
      <Button
        variant="default"
        leftSection={<IconDownload size={16} />}
        loading={fetching.isPending}
        disabled={!event}
        onClick={fetchThem}
      >
        {say("builder.sample.fetch")}
      </Button>
      {fetching.error && <Failed error={fetching.error} onRetry={fetchThem} />}
      {fetching.data && records.length === 0 && (
        <Text size="sm" role="status">
          {say("builder.sample.nothing_there")}
        </Text>
      )}
      <Offered
        events={records.map((event, at) => ({
          id: `record-${at}`,
          // What a service keeps is JSON of any shape.
          event: event as Json,
          at: null,
        }))}
        onChoose={onChoose}
      />
    </Stack>
  );
}

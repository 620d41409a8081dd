import { Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useWords } from "../../../i18n/words";
import { Failed } from "../../../ui/failed";
import { FormFailure } from "../../../ui/form-failure";
import { LoadingRows } from "../../../ui/loading";
import { JobProgress } from "../jobs/job-progress";
import { jobsQuery } from "../jobs/queries";
import { isAnything, refresh, type Scope, type Waiting, waitingQuery } from "./queries";
import { useScopeWords } from "./use-scope-words";

interface Props {
  scope: Scope;
  onClose: () => void;
}

/** Says what waits, takes it, then shows the job at work; it goes on when the dialog is closed. */
export function RefreshDialog({ scope, onClose }: Props) {
  const say = useWords();
  const cache = useQueryClient();
  const where = useScopeWords(scope);
  const counted = useQuery(waitingQuery(scope));
  const taking = useMutation({
    mutationFn: () => refresh(scope),
    onSuccess: () => cache.invalidateQueries(jobsQuery()),
  });
  const isNothing = counted.data && !isAnything(counted.data);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={say("journal.refresh.title")}
      closeButtonProps={{ "aria-label": say("ui.close") }}
    >
      {taking.data ? (
        <JobProgress id={taking.data.id} />
      ) : (
        <Stack>
          <Text size="sm" c="dimmed">
            {where}
          </Text>
          {counted.isPending && <LoadingRows rows={3} height={22} />}
          {counted.error && <Failed error={counted.error} onRetry={counted.refetch} />}
          {counted.data && <WhatWaits waiting={counted.data} />}
          <Text size="sm" c="dimmed">
            {say("journal.refresh.help")}
          </Text>
          <FormFailure error={taking.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {say("ui.cancel")}
            </Button>
            <Button
              disabled={!counted.data || isNothing}
              loading={taking.isPending}
              onClick={() => taking.mutate()}
            >
              {say("journal.refresh.do")}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

function WhatWaits({ waiting }: { waiting: Waiting }) {
  const say = useWords();
  if (!isAnything(waiting)) return <Text fw={500}>{say("journal.refresh.nothing")}</Text>;
  const more = waiting.exact ? "" : "+";
  const lines = [
    waiting.retrying > 0 && say("journal.refresh.retrying", { count: waiting.retrying, more }),
    waiting.held > 0 && say("journal.refresh.held", { count: waiting.held, more }),
    waiting.waiting > 0 && say("journal.refresh.waiting", { count: waiting.waiting, more }),
    waiting.sources > 0 && say("journal.refresh.sources", { count: waiting.sources }),
  ].filter((line) => line !== false);
  return (
    <List fw={500}>
      {lines.map((line) => (
        <List.Item key={line}>{line}</List.Item>
      ))}
    </List>
  );
}

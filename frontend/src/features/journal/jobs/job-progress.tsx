import { Anchor, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../../api/client";
import { type Say, useWords } from "../../../i18n/words";
import { Failed } from "../../../ui/failed";
import { LoadingRows } from "../../../ui/loading";
import { tellFailure } from "../../../ui/notice";
import { JobResults } from "./job-results";
import { isOver, type Job, jobQuery } from "./queries";

/** How far a job has come, how it ended, and the ways to hold or end it. */
export function JobProgress({ id }: { id: string }) {
  const say = useWords();
  const { data: job, error, refetch } = useQuery(jobQuery(id));
  const [isDetailed, detail] = useState(false);
  if (error) return <Failed error={error} onRetry={refetch} />;
  if (!job) return <LoadingRows rows={1} height={60} />;
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Text size="sm" fw={500} aria-live="polite">
          {sentence(job, say)}
        </Text>
        <Text size="sm" c="dimmed">
          {say("journal.job.by", { by: job.by })}
        </Text>
      </Group>
      <Progress.Root size="lg">
        <Part
          count={job.succeeded}
          of={job.total}
          color="green"
          words={say("journal.job.succeeded")}
        />
        <Part count={job.failed} of={job.total} color="red" words={say("journal.job.failed")} />
        <Part count={job.skipped} of={job.total} color="gray" words={say("journal.job.skipped")} />
      </Progress.Root>
      <Text size="sm">
        {say("journal.job.sums", {
          succeeded: job.succeeded,
          failed: job.failed,
          skipped: job.skipped,
        })}
      </Text>
      <Group gap="xs">
        <Controls job={job} />
        {job.done > 0 && (
          <Anchor component="button" type="button" size="sm" onClick={() => detail(!isDetailed)}>
            {say(isDetailed ? "journal.job.hide_results" : "journal.job.show_results")}
          </Anchor>
        )}
      </Group>
      {isDetailed && <JobResults id={id} />}
    </Stack>
  );
}

interface PartProps {
  count: number;
  of: number;
  color: string;
  words: string;
}

function Part({ count, of, color, words }: PartProps) {
  return <Progress.Section value={of ? (count / of) * 100 : 0} color={color} aria-label={words} />;
}

/** Pausing, going on and stopping. */
function Controls({ job }: { job: Job }) {
  const say = useWords();
  const cache = useQueryClient();
  const settled = {
    onSuccess: (told: Job) => cache.setQueryData(jobQuery(told.id).queryKey, told),
    onError: tellFailure,
  };
  const pause = api.useMutation("post", "/api/v1/jobs/{id}/pause", settled);
  const resume = api.useMutation("post", "/api/v1/jobs/{id}/resume", settled);
  const stop = api.useMutation("post", "/api/v1/jobs/{id}/stop", settled);
  const params = { params: { path: { id: job.id } } };
  if (isOver(job)) return null;
  return (
    <>
      {job.state === "paused" ? (
        <Button size="xs" onClick={() => resume.mutate(params)}>
          {say("journal.job.resume")}
        </Button>
      ) : (
        <Button size="xs" variant="default" onClick={() => pause.mutate(params)}>
          {say("journal.job.pause")}
        </Button>
      )}
      <Button size="xs" variant="default" onClick={() => stop.mutate(params)}>
        {say("journal.job.stop")}
      </Button>
    </>
  );
}

function sentence(job: Job, say: Say): string {
  const values = { done: job.done, total: job.total };
  switch (job.state) {
    case "done":
      return say("journal.job.state.done", values);
    case "stopped":
      return say("journal.job.state.stopped", values);
    case "paused":
      return say("journal.job.state.paused", values);
    default:
      return say("journal.job.state.running", values);
  }
}

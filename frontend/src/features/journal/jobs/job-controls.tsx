import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "../../../api/client";
import { useMay } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import { tellFailure } from "../../../ui/notice";
import { isOver, type Job, jobQuery } from "./queries";

/** Pausing a job, going on with it and stopping it, for who may. */
export function JobControls({ job }: { job: Job }) {
  const say = useWords();
  const cache = useQueryClient();
  const mayOperate = useMay("operator");
  const settled = {
    onSuccess: (told: Job) => cache.setQueryData(jobQuery(told.id).queryKey, told),
    onError: tellFailure,
  };
  const pause = api.useMutation("post", "/api/v1/jobs/{id}/pause", settled);
  const resume = api.useMutation("post", "/api/v1/jobs/{id}/resume", settled);
  const stop = api.useMutation("post", "/api/v1/jobs/{id}/stop", settled);
  const params = { params: { path: { id: job.id } } };
  if (isOver(job) || !mayOperate) return null;
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

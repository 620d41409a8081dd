import { Anchor, Group, Progress, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useWords } from "../../../i18n/words";
import { Failed } from "../../../ui/failed";
import { LoadingRows } from "../../../ui/loading";
import { useBundleNames } from "../use-bundle-names";
import { JobControls } from "./job-controls";
import { JobReport } from "./job-report";
import { JobResults } from "./job-results";
import { isOver, type Job, jobQuery } from "./queries";
import { deedOf, progressOf, sumsOf } from "./words";

/** How far a job has come, how it ended, and the ways to hold or end it. */
export function JobProgress({ id }: { id: string }) {
  const say = useWords();
  const nameOf = useBundleNames();
  const { data: job, error, refetch } = useQuery(jobQuery(id));
  const [isDetailed, detail] = useState(false);
  if (error) return <Failed error={error} onRetry={refetch} />;
  if (!job) return <LoadingRows rows={1} height={60} />;
  const sums = sumsOf(job, say);
  const hasResults = job.done > 0 && sums !== null;
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={500} aria-live="polite">
          {progressOf(job, say)}
        </Text>
        <Text size="sm" c="dimmed">
          {say("journal.job.what", {
            what: deedOf(job, say),
            bundle: job.bundle ? nameOf(job.bundle) : "",
            hasBundle: job.bundle ? "yes" : "no",
            by: job.by,
          })}
        </Text>
      </Group>
      {!(isOver(job) && job.report) && <Bar job={job} />}
      {sums && <Text size="sm">{sums}</Text>}
      {job.report && <JobReport job={job} report={job.report} />}
      <Group gap="xs">
        <JobControls job={job} />
        {hasResults && (
          <Anchor component="button" type="button" size="sm" onClick={() => detail(!isDetailed)}>
            {say(isDetailed ? "journal.job.hide_results" : "journal.job.show_results")}
          </Anchor>
        )}
      </Group>
      {isDetailed && <JobResults id={id} />}
    </Stack>
  );
}

/** What has been done of it, by how it ended. */
function Bar({ job }: { job: Job }) {
  const say = useWords();
  if (job.total === 0 && !isOver(job))
    return <Progress value={100} size="lg" animated aria-label={deedOf(job, say)} />;
  return (
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

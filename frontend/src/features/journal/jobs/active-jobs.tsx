import { CloseButton, Group, Paper, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useWords } from "../../../i18n/words";
import { JobProgress } from "./job-progress";
import { isOver, jobsQuery } from "./queries";

const NONE: readonly string[] = [];

/** Jobs at work, for whoever comes back or did not begin them; they stay until their result is read. */
export function ActiveJobs() {
  const say = useWords();
  const { data } = useQuery(jobsQuery());
  const [seen, see] = useState(NONE);
  const [read, putAway] = useState(NONE);
  const jobs = data?.results ?? [];
  const fresh = jobs.filter((job) => !isOver(job) && !seen.includes(job.id));
  if (fresh.length > 0) see([...seen, ...fresh.map(({ id }) => id)]);
  const shown = jobs.filter(({ id }) => seen.includes(id) && !read.includes(id));
  if (shown.length === 0) return null;
  return (
    <Stack gap="xs">
      {shown.map((job) => (
        <Paper key={job.id} withBorder p="sm">
          <Group align="start" wrap="nowrap" gap="xs">
            <Stack flex={1} miw={0}>
              <JobProgress id={job.id} />
            </Stack>
            {isOver(job) && (
              <CloseButton
                aria-label={say("ui.close")}
                onClick={() => putAway([...read, job.id])}
              />
            )}
          </Group>
        </Paper>
      ))}
    </Stack>
  );
}

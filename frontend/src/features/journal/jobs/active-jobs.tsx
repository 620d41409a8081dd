import { Paper, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { JobProgress } from "./job-progress";
import { isOver, jobsQuery } from "./queries";

/** Jobs at work, for whoever comes back to the page or did not begin them. */
export function ActiveJobs() {
  const { data } = useQuery(jobsQuery());
  const active = data?.results.filter((job) => !isOver(job)) ?? [];
  if (active.length === 0) return null;
  return (
    <Stack gap="xs">
      {active.map(({ id }) => (
        <Paper key={id} withBorder p="sm">
          <JobProgress id={id} />
        </Paper>
      ))}
    </Stack>
  );
}

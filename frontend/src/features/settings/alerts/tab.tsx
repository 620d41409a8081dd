import { Stack } from "@mantine/core";
import { Channels } from "./channels";
import { OpenAlerts } from "./open-alerts";
import { Rules } from "./rules";

/** What is the matter now, what is watched for, and how people hear of it. */
export function AlertsTab() {
  return (
    <Stack>
      <OpenAlerts />
      <Rules />
      <Channels />
    </Stack>
  );
}

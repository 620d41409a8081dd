import { Box } from "@mantine/core";
import { Outlet } from "@tanstack/react-router";
import { useWords } from "../../i18n/words";
import { Page } from "../../ui/page";
import { SettingsTabs } from "./tabs";

/** Everything that is set once: each subject has a tab with an address of its own. */
export function SettingsPage() {
  const say = useWords();
  return (
    <Page title={say("settings.title")}>
      <SettingsTabs />
      <Box maw={880} pt="xs">
        <Outlet />
      </Box>
    </Page>
  );
}

import { AppShell, Box, Burger, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link, Outlet } from "@tanstack/react-router";
import { useMe } from "../../api/me";
import { TimeZone } from "../../i18n/format";
import { useWords } from "../../i18n/words";
import { Account } from "./account";
import { Navigation } from "./navigation";
import classes from "./shell.module.css";
import { WorkspaceSwitch } from "./workspace-switch";

/** The frame of every page for people signed in. */
export function Shell() {
  const say = useWords();
  const { workspace } = useMe();
  const [isOpen, menu] = useDisclosure();
  return (
    <TimeZone value={workspace?.time_zone ?? "UTC"}>
      <AppShell
        padding="md"
        header={{ height: 52, collapsed: false, offset: true }}
        navbar={{ width: 216, breakpoint: "sm", collapsed: { mobile: !isOpen } }}
        classNames={{ header: classes.header }}
      >
        <a className={classes.skip} href="#content">
          {say("app.skip")}
        </a>
        <AppShell.Header>
          <Group h="100%" px="md" gap="sm">
            <Burger
              opened={isOpen}
              onClick={menu.toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={say("app.nav.open")}
            />
            <Brand />
          </Group>
        </AppShell.Header>
        <AppShell.Navbar p="sm">
          <Box mb="sm">
            <WorkspaceSwitch />
          </Box>
          <Box flex={1}>
            <Navigation onChoose={menu.close} />
          </Box>
          <Account />
        </AppShell.Navbar>
        <AppShell.Main id="content" tabIndex={-1}>
          <Outlet />
        </AppShell.Main>
      </AppShell>
    </TimeZone>
  );
}

function Brand() {
  return (
    <Link to="/bundles" className={classes.brand}>
      <img src="/icon.svg" alt="" width={24} height={24} />
      <Text component="span" fw={650}>
        Svyazka
      </Text>
    </Link>
  );
}

import { Box, Burger } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { Outlet, useLocation } from "@tanstack/react-router";
import { useState } from "react";
import { useMe } from "../../api/me";
import { TimeZone } from "../../i18n/format";
import { useWords } from "../../i18n/words";
import { OpenDoors } from "../doors";
import { Live } from "../live/live";
import { Account } from "./account";
import { Brand } from "./brand";
import { Help } from "./help";
import { Homeless } from "./homeless";
import { InstallationBanner } from "./installation-banner";
import { Navigation } from "./navigation";
import { focusPageSearch } from "./page-search";
import { Palette } from "./palette";
import classes from "./shell.module.css";
import { WorkspaceSwitch } from "./workspace-switch";

/** The frame of every page for people signed in. */
export function Shell() {
  const say = useWords();
  const { workspace } = useMe();
  const { pathname } = useLocation();
  // On phones the pages cover the content until one has gone to another.
  const [openAt, setOpenAt] = useState<string | null>(null);
  const isOpen = openAt === pathname;
  const close = () => setOpenAt(null);
  useHotkeys([
    ["/", focusPageSearch],
    ["Escape", close],
  ]);
  return (
    <TimeZone value={workspace?.time_zone ?? "UTC"}>
      {workspace && <Live key={workspace.id} />}
      <OpenDoors>
        <div className={classes.shell}>
          <a className={classes.skip} href="#content">
            {say("app.skip")}
          </a>
          <header className={classes.bar}>
            <Burger
              opened={isOpen}
              onClick={() => setOpenAt(isOpen ? null : pathname)}
              size="sm"
              aria-expanded={isOpen}
              aria-label={say("app.nav.open")}
            />
            <Brand />
          </header>
          <aside
            className={classes.side}
            data-open={isOpen || undefined}
            aria-label={say("app.side")}
          >
            <Brand />
            <WorkspaceSwitch />
            <Palette />
            <Box className={classes.pages}>
              <Navigation onChoose={close} />
            </Box>
            <Help />
            <Account />
          </aside>
          <main id="content" className={classes.content} tabIndex={-1} inert={isOpen}>
            <InstallationBanner />
            {workspace ? <Outlet /> : <Homeless />}
          </main>
        </div>
      </OpenDoors>
    </TimeZone>
  );
}

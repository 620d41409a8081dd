import { NavLink, Stack } from "@mantine/core";
import {
  IconActivity,
  IconArrowsSplit2,
  IconPlugConnected,
  IconSettings,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type Key, useWords } from "../../i18n/words";
import classes from "./shell.module.css";

const PAGES: { to: string; words: Key; icon: typeof IconSettings }[] = [
  { to: "/bundles", words: "app.nav.bundles", icon: IconArrowsSplit2 },
  { to: "/connections", words: "app.nav.connections", icon: IconPlugConnected },
  { to: "/journal", words: "app.nav.journal", icon: IconActivity },
  { to: "/settings", words: "app.nav.settings", icon: IconSettings },
];

/** The pages there are; a page that does not work yet is not here. */
export function Navigation({ onChoose }: { onChoose: () => void }) {
  const say = useWords();
  return (
    <Stack component="nav" gap={2} aria-label={say("app.nav.label")}>
      {PAGES.map(({ to, words, icon: Icon }) => (
        <NavLink
          key={to}
          className={classes.page}
          renderRoot={(props) => <Link to={to} activeProps={{ "data-active": true }} {...props} />}
          label={say(words)}
          leftSection={<Icon size={18} aria-hidden />}
          onClick={onChoose}
        />
      ))}
    </Stack>
  );
}

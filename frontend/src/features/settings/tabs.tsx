import { Link, useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useMay } from "../../api/me";
import { type Key, useWords } from "../../i18n/words";
import classes from "./tabs.module.css";

type Tab = [to: string, words: Key, forEditors?: boolean];

const TABS: Tab[] = [
  ["/settings/workspace", "settings.workspace"],
  ["/settings/members", "settings.members"],
  ["/settings/tokens", "settings.tokens", true],
  ["/settings/alerts", "settings.alerts"],
  ["/settings/account", "settings.account"],
  ["/settings/system", "settings.system"],
];

/** The subjects; what one may not even look at is not here. */
export function SettingsTabs() {
  const say = useWords();
  const mayEdit = useMay("editor");
  const { pathname } = useLocation();
  const tabs = useRef<HTMLElement>(null);
  useEffect(() => {
    const open = tabs.current?.querySelector(`[href="${pathname}"]`);
    open?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [pathname]);
  return (
    <nav ref={tabs} className={classes.tabs} aria-label={say("settings.title")}>
      {TABS.filter(([, , forEditors]) => mayEdit || !forEditors).map(([to, words]) => (
        <Link key={to} to={to} className={classes.tab}>
          {say(words)}
        </Link>
      ))}
    </nav>
  );
}

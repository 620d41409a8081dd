import { Link, useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import classes from "./page-tabs.module.css";

interface Props {
  /** What the tabs are of. */
  label: string;
  tabs: readonly { to: string; words: string; search?: object }[];
}

/** The parts of a page, each with an address of its own; the open one is in view. */
export function PageTabs({ label, tabs }: Props) {
  const { pathname } = useLocation();
  const list = useRef<HTMLElement>(null);
  useEffect(() => {
    const open = list.current?.querySelector("[aria-current=page]");
    if (pathname) open?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [pathname]);
  return (
    <nav ref={list} className={classes.tabs} aria-label={label}>
      {tabs.map(({ to, words, search }) => (
        <Link
          key={to}
          to={to}
          search={search}
          className={classes.tab}
          activeOptions={{ exact: true, includeSearch: false }}
        >
          {words}
        </Link>
      ))}
    </nav>
  );
}

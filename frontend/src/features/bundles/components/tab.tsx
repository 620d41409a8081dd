import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import { useFormat } from "../../../i18n/format";
import type { BundlesSearch } from "../search";
import classes from "./tabs.module.css";

interface Props {
  /** What the address says when this tab is open. */
  search: BundlesSearch;
  isOpen: boolean;
  count?: number;
  children: ReactNode;
}

/** One way to narrow the list down, as a link with how many bundles there are; shows when open. */
export function Tab({ search, isOpen, count, children }: Props) {
  const format = useFormat();
  const tab = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (isOpen) tab.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [isOpen]);
  return (
    <Link
      ref={tab}
      from="/bundles"
      to="/bundles"
      search={search}
      className={classes.tab}
      data-open={isOpen || undefined}
      aria-current={isOpen ? "true" : undefined}
      activeProps={{}}
    >
      <span className={classes.name}>{children}</span>
      {count !== undefined && <span className={classes.count}>{format.number(count)}</span>}
    </Link>
  );
}

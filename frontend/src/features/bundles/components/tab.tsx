import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
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

/** One way to narrow the list down, as a link with how many bundles there are. */
export function Tab({ search, isOpen, count, children }: Props) {
  const format = useFormat();
  return (
    <Link
      from="/bundles"
      to="/bundles"
      search={search}
      className={classes.tab}
      data-open={isOpen || undefined}
      aria-current={isOpen ? "true" : undefined}
      activeProps={{}}
    >
      {children}
      {count !== undefined && <span className={classes.count}>{format.number(count)}</span>}
    </Link>
  );
}

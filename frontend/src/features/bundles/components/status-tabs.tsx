import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useWords } from "../../../i18n/words";
import { statusTabs } from "../model";
import { countsQuery } from "../queries";
import type { BundlesSearch } from "../search";
import { tabWords } from "../words";
import { Tab } from "./tab";
import classes from "./tabs.module.css";

/** The statuses there are bundles of, as tabs. */
export function StatusTabs({ search }: { search: BundlesSearch }) {
  const say = useWords();
  const { data: counts } = useQuery(countsQuery(search));
  const { status: open, ...rest } = search;
  return (
    <nav className={classes.tabs} aria-label={say("bundles.statuses")}>
      <Text size="sm" c="dimmed" className={classes.label} aria-hidden>
        {say("bundles.statuses")}
      </Text>
      <div className={classes.scroll}>
        <Tab search={rest} isOpen={open === undefined} count={counts?.all}>
          {say("bundles.status.all")}
        </Tab>
        {statusTabs(counts, open).map((status) => (
          <Tab
            key={status}
            search={{ ...rest, status }}
            isOpen={status === open}
            count={counts?.[status]}
          >
            {tabWords(status, say)}
          </Tab>
        ))}
      </div>
    </nav>
  );
}

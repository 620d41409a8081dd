import { Button, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { everyGroupQuery } from "../../../api/lists";
import { useMay } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import { useAsk } from "../questions";
import type { BundlesSearch } from "../search";
import { GroupMenu } from "./group-menu";
import { Tab } from "./tab";
import classes from "./tabs.module.css";

/** The groups as tabs, and what one does with them. */
export function GroupTabs({ search }: { search: BundlesSearch }) {
  const say = useWords();
  const ask = useAsk();
  const mayEdit = useMay("editor");
  const { data: groups = [] } = useQuery(everyGroupQuery());
  const { group: open, ...rest } = search;
  const opened = groups.find(({ id }) => id === open);
  if (groups.length === 0 && !mayEdit) return null;
  return (
    <nav className={classes.tabs} aria-label={say("bundles.groups")}>
      <Text size="sm" c="dimmed" className={classes.label} aria-hidden>
        {say("bundles.groups")}
      </Text>
      <div className={classes.scroll}>
        <Tab search={rest} isOpen={open === undefined}>
          {say("bundles.group.all")}
        </Tab>
        {groups.map(({ id, name, bundles }) => (
          <Tab key={id} search={{ ...rest, group: id }} isOpen={id === open} count={bundles}>
            {name}
          </Tab>
        ))}
        {groups.length > 0 && (
          <Tab search={{ ...rest, group: "none" }} isOpen={open === "none"}>
            {say("bundles.group.none")}
          </Tab>
        )}
      </div>
      {mayEdit && opened && <GroupMenu key={opened.id} group={opened} />}
      {mayEdit && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          fw={400}
          flex="none"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => ask({ what: "new_group" })}
        >
          {say("bundles.group.short")}
        </Button>
      )}
    </nav>
  );
}

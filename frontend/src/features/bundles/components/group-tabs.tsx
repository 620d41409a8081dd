import { ActionIcon, Button, Menu, Text } from "@mantine/core";
import { IconDots, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMay } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import type { Group } from "../model";
import { groupsQuery } from "../queries";
import { useAsk } from "../questions";
import type { BundlesSearch } from "../search";
import { Tab } from "./tab";
import classes from "./tabs.module.css";

/** The groups as tabs, and what one does with them. */
export function GroupTabs({ search }: { search: BundlesSearch }) {
  const say = useWords();
  const ask = useAsk();
  const mayEdit = useMay("editor");
  const { data } = useQuery(groupsQuery());
  const groups = [...(data?.results ?? [])].sort((a, b) => a.name.localeCompare(b.name));
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
      {mayEdit && opened && <GroupMenu group={opened} />}
      {mayEdit && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          fw={400}
          flex="none"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => ask({ what: "new_group", rows: [] })}
        >
          {say("bundles.group.short")}
        </Button>
      )}
    </nav>
  );
}

function GroupMenu({ group }: { group: Group }) {
  const say = useWords();
  const ask = useAsk();
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <ActionIcon aria-label={say("bundles.group.more", { name: group.name })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => ask({ what: "rename_group", group })}>
          {say("bundles.group.rename")}
        </Menu.Item>
        <Menu.Item color="red" onClick={() => ask({ what: "delete_group", group })}>
          {say("bundles.group.delete")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

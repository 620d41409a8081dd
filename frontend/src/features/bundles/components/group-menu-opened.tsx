import { Menu } from "@mantine/core";
import type { ReactElement } from "react";
import { useWords } from "../../../i18n/words";
import type { Group } from "../model";
import { useAsk } from "../questions";

interface Props {
  group: Group;
  /** What opens it. */
  children: ReactElement;
}

/** What one does with a group: another name, or away with it. */
export function GroupMenuOpened({ group, children }: Props) {
  const say = useWords();
  const ask = useAsk();
  return (
    <Menu position="bottom-start" returnFocus defaultOpened>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => ask({ what: "rename_group", group })}>
          {say("bundles.group.rename")}
        </Menu.Item>
        <Menu.Item onClick={() => ask({ what: "delete_group", group })}>
          {say("bundles.group.delete")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

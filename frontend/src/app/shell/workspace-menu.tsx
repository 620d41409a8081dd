import { Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCheck, IconPlus } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useMe } from "../../api/me";
import { useWords } from "../../i18n/words";
import { useEnterWorkspace } from "./enter-workspace";
import { NewWorkspace } from "./new-workspace";

/** The workspaces one is in, and the way to a new one. */
export function WorkspaceMenu({ children }: { children: ReactElement }) {
  const say = useWords();
  const enter = useEnterWorkspace();
  const { me, workspace } = useMe();
  const [isMaking, making] = useDisclosure();
  return (
    <>
      <Menu
        position="bottom-start"
        width="target"
        withinPortal={false}
        floatingStrategy="fixed"
        defaultOpened
      >
        <Menu.Target>{children}</Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{say("app.workspace")}</Menu.Label>
          {me.workspaces.map(({ id, name }) => (
            <Menu.Item
              key={id}
              onClick={() => enter(id)}
              aria-current={id === workspace?.id}
              rightSection={id === workspace?.id ? <IconCheck size={14} aria-hidden /> : null}
            >
              {name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<IconPlus size={14} aria-hidden />} onClick={making.open}>
            {say("app.workspace.new")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <NewWorkspace opened={isMaking} onClose={making.close} />
    </>
  );
}

import { Button, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCheck, IconPlus, IconSelector } from "@tabler/icons-react";
import { useMe } from "../../api/me";
import { useWords } from "../../i18n/words";
import { useEnterWorkspace } from "./enter-workspace";
import { NewWorkspace } from "./new-workspace";

/** Which workspace one is in, the way to the others, and to a new one. */
export function WorkspaceSwitch() {
  const say = useWords();
  const enter = useEnterWorkspace();
  const { me, workspace } = useMe();
  const [isMaking, making] = useDisclosure();
  return (
    <>
      <Menu position="bottom-start" width="target">
        <Menu.Target>
          <Button
            variant="default"
            fullWidth
            justify="space-between"
            rightSection={<IconSelector size={16} aria-hidden />}
            aria-label={`${say("app.workspace")}: ${workspace?.name ?? ""}`}
          >
            {workspace?.name ?? say("app.workspace")}
          </Button>
        </Menu.Target>
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

import { Button, Menu } from "@mantine/core";
import { IconSelector } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { workIn } from "../../api/client";
import { useMe } from "../../api/me";
import { useWords } from "../../i18n/words";

/** Which workspace one is in, and the way to the others. */
export function WorkspaceSwitch() {
  const say = useWords();
  const cache = useQueryClient();
  const router = useRouter();
  const { me, workspace } = useMe();

  const enter = async (id: string) => {
    workIn(id);
    await router.navigate({ to: "/bundles" });
    await cache.resetQueries();
    await router.invalidate();
  };

  return (
    <Menu position="bottom-start" width="target">
      <Menu.Target>
        <Button
          variant="default"
          fullWidth
          justify="space-between"
          rightSection={<IconSelector size={16} aria-hidden />}
        >
          {workspace?.name ?? say("app.workspace")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{say("app.workspace")}</Menu.Label>
        {me.workspaces.map(({ id, name }) => (
          <Menu.Item key={id} onClick={() => enter(id)} aria-current={id === workspace?.id}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

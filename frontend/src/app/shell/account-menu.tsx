import { Menu } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useMe } from "../../api/me";
import { signOut } from "../../api/session";
import { useWords } from "../../i18n/words";
import { tellFailure } from "../../ui/notice";

/** What one does about oneself, and the way out. */
export function AccountMenu({ children }: { children: ReactElement }) {
  const say = useWords();
  const cache = useQueryClient();
  const router = useRouter();
  const { me } = useMe();
  const leave = async () => {
    try {
      await signOut();
    } catch (error) {
      tellFailure(error);
      return;
    }
    await router.navigate({ to: "/sign-in" });
    cache.clear();
  };
  return (
    <Menu position="top-start" withinPortal={false} floatingStrategy="fixed" defaultOpened>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.user?.email}</Menu.Label>
        <Menu.Item renderRoot={(props) => <Link to="/settings/account" {...props} />}>
          {say("app.account.settings")}
        </Menu.Item>
        <Menu.Item component="a" href="/api/docs/" target="_blank" rel="noreferrer">
          {say("app.api_docs")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={leave}>{say("app.sign_out")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

import { ActionIcon, Group, Menu, Text, UnstyledButton } from "@mantine/core";
import { IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { useChooseLanguage, useTheme } from "../../api/choices";
import { useMe } from "../../api/me";
import { signOut } from "../../api/session";
import { LANGUAGES, language, useWords } from "../../i18n/words";
import { tellFailure } from "../../ui/notice";
import classes from "./shell.module.css";

const NEXT_THEME = { auto: "light", light: "dark", dark: "auto" } as const;
const THEME_ICONS = { auto: IconDeviceDesktop, light: IconSun, dark: IconMoon };

/** Who is signed in, their language and theme, and the way out. */
export function Account() {
  const say = useWords();
  const cache = useQueryClient();
  const router = useRouter();
  const { me } = useMe();
  const chooseLanguage = useChooseLanguage();
  const [theme, chooseTheme] = useTheme();
  const other = language() === "ru" ? "en" : "ru";
  const ThemeIcon = THEME_ICONS[theme];
  const name = me.user?.name || me.user?.email;

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
    <Group justify="space-between" wrap="nowrap" gap={4}>
      <Menu position="top-start">
        <Menu.Target>
          <UnstyledButton className={classes.person} aria-label={`${say("app.account")}: ${name}`}>
            <Text size="sm" truncate>
              {name}
            </Text>
          </UnstyledButton>
        </Menu.Target>
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
      <Group gap={2} wrap="nowrap">
        <ActionIcon
          onClick={() => chooseLanguage(other)}
          aria-label={`${say("app.language")}: ${LANGUAGES[other]}`}
          lang={other}
        >
          <Text size="xs" fw={600}>
            {other.toUpperCase()}
          </Text>
        </ActionIcon>
        <ActionIcon
          onClick={() => chooseTheme(NEXT_THEME[theme])}
          aria-label={`${say("app.theme.label")}: ${say(`app.theme.${theme}`)}`}
        >
          <ThemeIcon size={16} />
        </ActionIcon>
      </Group>
    </Group>
  );
}

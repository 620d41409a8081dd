import {
  ActionIcon,
  Group,
  Menu,
  Text,
  UnstyledButton,
  useMantineColorScheme,
} from "@mantine/core";
import { IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { api } from "../../api/client";
import { meQuery, useMe } from "../../api/me";
import { signOut } from "../../api/session";
import { LANGUAGES, type Language, language, speak, useWords } from "../../i18n/words";

const NEXT_THEME = { auto: "light", light: "dark", dark: "auto" } as const;
const THEME_ICONS = { auto: IconDeviceDesktop, light: IconSun, dark: IconMoon };

/** Who is signed in, their language and theme, and the way out. */
export function Account() {
  const say = useWords();
  const cache = useQueryClient();
  const router = useRouter();
  const { me } = useMe();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const keep = api.useMutation("patch", "/api/v1/me", {
    onSuccess: () => cache.invalidateQueries(meQuery()),
  });
  const other: Language = language() === "ru" ? "en" : "ru";
  const ThemeIcon = THEME_ICONS[colorScheme];

  const speakOther = async () => {
    await speak(other);
    keep.mutate({ body: { language: other } });
    await cache.invalidateQueries();
  };
  const leave = async () => {
    await signOut();
    cache.clear();
    await router.navigate({ to: "/sign-in" });
  };
  const changeTheme = () => {
    const next = NEXT_THEME[colorScheme];
    setColorScheme(next);
    keep.mutate({ body: { theme: next === "auto" ? "" : next } });
  };

  return (
    <Group justify="space-between" wrap="nowrap" gap={4}>
      <Menu position="top-start">
        <Menu.Target>
          <UnstyledButton aria-label={say("app.account")} p={4}>
            <Text size="sm" truncate maw={110}>
              {me.user?.name || me.user?.email}
            </Text>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{me.user?.email}</Menu.Label>
          <Menu.Item onClick={leave}>{say("app.sign_out")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Group gap={2} wrap="nowrap">
        <ActionIcon
          onClick={speakOther}
          aria-label={`${say("app.language")}: ${LANGUAGES[other]}`}
          lang={other}
        >
          <Text size="xs" fw={600}>
            {other.toUpperCase()}
          </Text>
        </ActionIcon>
        <ActionIcon
          onClick={changeTheme}
          aria-label={`${say("app.theme.label")}: ${say(`app.theme.${colorScheme}`)}`}
        >
          <ThemeIcon size={16} />
        </ActionIcon>
      </Group>
    </Group>
  );
}

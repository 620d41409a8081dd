import { ActionIcon, Group, Text, UnstyledButton } from "@mantine/core";
import { IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";
import { lazy } from "react";
import { useChooseLanguage, useTheme } from "../../api/choices";
import { useMe } from "../../api/me";
import { LANGUAGES, language, useWords } from "../../i18n/words";
import { OnDemand } from "../../ui/on-demand";
import classes from "./shell.module.css";

const AccountMenu = lazy(async () => ({ default: (await import("./account-menu")).AccountMenu }));

const NEXT_THEME = { auto: "light", light: "dark", dark: "auto" } as const;
const THEME_ICONS = { auto: IconDeviceDesktop, light: IconSun, dark: IconMoon };

/** Who is signed in, their language and theme. */
export function Account() {
  const say = useWords();
  const { me } = useMe();
  const chooseLanguage = useChooseLanguage();
  const [theme, chooseTheme] = useTheme();
  const other = language() === "ru" ? "en" : "ru";
  const ThemeIcon = THEME_ICONS[theme];
  const name = me.user?.name || me.user?.email;
  return (
    <Group justify="space-between" wrap="nowrap" gap={4}>
      <OnDemand
        menu={(target) => <AccountMenu>{target}</AccountMenu>}
        target={(open) => (
          <UnstyledButton
            className={classes.person}
            aria-haspopup="menu"
            aria-label={`${say("app.account")}: ${name}`}
            onClick={open}
          >
            <Text size="sm" truncate>
              {name}
            </Text>
          </UnstyledButton>
        )}
      />
      <Group gap={2} wrap="nowrap">
        <ActionIcon
          onClick={() => chooseLanguage(other)}
          aria-label={`${other.toUpperCase()}: ${LANGUAGES[other]}`}
          title={LANGUAGES[other]}
          lang={other}
        >
          <Text size="xs" fw={600}>
            {other.toUpperCase()}
          </Text>
        </ActionIcon>
        <ActionIcon
          onClick={() => chooseTheme(NEXT_THEME[theme])}
          aria-label={`${say("app.theme.label")}: ${say(`app.theme.${theme}`)}`}
          title={`${say("app.theme.label")}: ${say(`app.theme.${theme}`)}`}
        >
          <ThemeIcon size={16} />
        </ActionIcon>
      </Group>
    </Group>
  );
}

import { Button, Group, Input, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type Theme, useChooseLanguage, useTheme } from "../../../api/choices";
import { api } from "../../../api/client";
import { meQuery, useMe } from "../../../api/me";
import { mistakeAt, problemOf } from "../../../api/problems";
import { isLanguage, LANGUAGES, language, useWords } from "../../../i18n/words";
import { FormFailure } from "../../../ui/form-failure";
import { tell } from "../../../ui/notice";
import { entered } from "../entered";
import { Section } from "../section";

const LANGUAGE_CHOICES = Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }));
const THEMES: Theme[] = ["auto", "light", "dark"];

/** How one is called, and how the screen looks and speaks on every browser. */
export function Profile() {
  const say = useWords();
  const chooseLanguage = useChooseLanguage();
  const [theme, chooseTheme] = useTheme();
  return (
    <Section title={say("settings.profile")}>
      <Stack gap="md">
        <NameForm />
        <Stack gap={4}>
          <Input.Label labelElement="div" id="language-label">
            {say("settings.profile.language")}
          </Input.Label>
          <SegmentedControl
            aria-labelledby="language-label"
            w="fit-content"
            data={LANGUAGE_CHOICES}
            value={language()}
            onChange={(next) => isLanguage(next) && void chooseLanguage(next)}
          />
        </Stack>
        <Stack gap={4}>
          <Input.Label labelElement="div" id="theme-label">
            {say("app.theme.label")}
          </Input.Label>
          <SegmentedControl
            aria-labelledby="theme-label"
            w="fit-content"
            data={THEMES.map((value) => ({ value, label: say(`app.theme.${value}`) }))}
            value={theme}
            onChange={chooseTheme}
          />
        </Stack>
      </Stack>
    </Section>
  );
}

function NameForm() {
  const say = useWords();
  const cache = useQueryClient();
  const { me } = useMe();
  const saving = api.useMutation("patch", "/api/v1/me", {
    onSuccess: async () => {
      await cache.invalidateQueries(meQuery());
      tell(say("settings.saved"));
    },
  });
  return (
    <form
      noValidate
      onSubmit={(event) => saving.mutate({ body: { name: entered(event)("name") } })}
    >
      <Stack gap="sm" maw={440}>
        <FormFailure error={saving.error} told={["/name"]} />
        <TextInput
          label={say("settings.email")}
          value={me.user?.email ?? ""}
          readOnly
          variant="unstyled"
        />
        <Group align="flex-end" gap="sm">
          <TextInput
            name="name"
            flex={1}
            maxLength={200}
            autoComplete="name"
            label={say("settings.profile.name")}
            defaultValue={me.user?.name}
            error={mistakeAt(saving.error ? problemOf(saving.error) : null, "/name")}
          />
          <Button type="submit" variant="default" loading={saving.isPending}>
            {say("ui.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

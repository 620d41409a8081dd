import { Button, Group, PasswordInput, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMe } from "../../../api/me";
import { mistakeAt, problemOf } from "../../../api/problems";
import { changePassword } from "../../../api/security";
import { useWords } from "../../../i18n/words";
import { FormFailure } from "../../../ui/form-failure";
import { tell } from "../../../ui/notice";
import { entered } from "../entered";
import { Section } from "../section";
import { browsersKey } from "./keys";

/** A new password; every other browser is signed out by it. */
export function PasswordChange() {
  const say = useWords();
  const cache = useQueryClient();
  const { me } = useMe();
  const changing = useMutation({
    mutationFn: ({ current, next }: { current: string; next: string }) =>
      changePassword(current, next),
    onSuccess: async () => {
      tell(say("settings.password.changed"));
      await cache.invalidateQueries({ queryKey: browsersKey });
    },
  });
  const problem = changing.error ? problemOf(changing.error) : null;
  const send = (event: React.FormEvent<HTMLFormElement>) => {
    const form = event.currentTarget;
    const read = entered(event);
    const words = { current: read("current"), next: read("next") };
    changing.mutate(words, { onSuccess: () => form.reset() });
  };
  return (
    <Section title={say("settings.password")} help={say("settings.password.help")}>
      <form onSubmit={send} noValidate>
        <Stack gap="sm" maw={440}>
          <FormFailure error={changing.error} told={["/current_password", "/new_password"]} />
          <input type="hidden" autoComplete="username" value={me.user?.email ?? ""} readOnly />
          <PasswordInput
            name="current"
            autoComplete="current-password"
            label={say("settings.password.current")}
            error={mistakeAt(problem, "/current_password")}
          />
          <PasswordInput
            name="next"
            autoComplete="new-password"
            label={say("settings.password.new")}
            description={say("settings.password.rules")}
            error={mistakeAt(problem, "/new_password")}
          />
          <Group>
            <Button type="submit" variant="default" loading={changing.isPending}>
              {say("settings.password.change")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}

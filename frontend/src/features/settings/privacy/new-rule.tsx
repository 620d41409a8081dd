import { Button, Group, Stack, TextInput } from "@mantine/core";
import { problemOf } from "../../../api/problems";
import { useWords } from "../../../i18n/words";
import { FormFailure } from "../../../ui/form-failure";
import { tell } from "../../../ui/notice";
import { entered } from "../entered";
import { useMaskFields } from "./queries";

/** Has one more field masked. */
export function NewRule({ rules }: { rules: string[] }) {
  const say = useWords();
  const masking = useMaskFields();
  const path = `/masked_fields/${rules.length}`;
  const mistakes = masking.error ? problemOf(masking.error).errors : [];
  const add = (event: React.FormEvent<HTMLFormElement>) => {
    const form = event.currentTarget;
    const rule = entered(event)("rule");
    masking.mutate([...rules, rule], {
      onSuccess: ({ masked_fields: now = [] }) => {
        const words =
          now.length > rules.length
            ? "settings.privacy.masks.added"
            : "settings.privacy.masks.known";
        tell(say(words, { rule }));
        form.reset();
      },
    });
  };
  return (
    <form onSubmit={add} noValidate>
      <Stack gap="sm">
        <FormFailure error={masking.error} told={[path]} />
        <Group align="flex-end" gap="sm">
          <TextInput
            name="rule"
            flex={1}
            miw={220}
            maxLength={100}
            autoComplete="off"
            autoCapitalize="off"
            label={say("settings.privacy.masks.rule")}
            description={say("settings.privacy.masks.rule.help")}
            error={mistakes.find((mistake) => mistake.path === path)?.message}
          />
          <Button type="submit" variant="default" loading={masking.isPending}>
            {say("settings.privacy.masks.add")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

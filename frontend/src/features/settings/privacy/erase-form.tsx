import { Button, Group, List, Stack, TagsInput, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { problemOf } from "../../../api/problems";
import { useWords } from "../../../i18n/words";
import { Ask } from "../../../ui/ask";
import { FormFailure } from "../../../ui/form-failure";
import { tell } from "../../../ui/notice";
import { Section } from "../section";
import { isCertain } from "./model";
import { count, erase, erasuresQuery } from "./queries";

const MOST = 20;

/** Erases people: counted first, then asked once. */
export function EraseForm() {
  const say = useWords();
  const cache = useQueryClient();
  const [subjects, name] = useState<string[]>([]);
  const [isAsked, ask] = useState(false);
  const counting = useMutation({ mutationFn: count });
  const erasing = useMutation({
    mutationFn: erase,
    onSuccess: async () => {
      tell(say("settings.privacy.erase.begun"));
      ask(false);
      name([]);
      counting.reset();
      await cache.invalidateQueries(erasuresQuery());
    },
  });
  const mistakes = counting.error ? problemOf(counting.error).errors : [];
  const found = counting.data;
  return (
    <Section title={say("settings.privacy.erase")} help={say("settings.privacy.erase.help")}>
      <Stack gap="sm">
        <FormFailure error={counting.error} told={mistakes.map(({ path }) => path)} />
        <TagsInput
          maxTags={MOST}
          acceptValueOnBlur
          splitChars={[",", ";", "\n", "\t"]}
          label={say("settings.privacy.erase.subjects")}
          description={say("settings.privacy.erase.subjects.help")}
          placeholder={subjects.length ? "" : "anna@example.com, +7 916 123-45-67"}
          clearButtonProps={{ "aria-label": say("settings.privacy.erase.clear") }}
          error={mistakes.map(({ message }) => message).join(" ") || null}
          value={subjects}
          onChange={(chosen) => {
            name(chosen);
            counting.reset();
          }}
        />
        {subjects.some((one) => !isCertain(one)) && (
          <Text size="sm">{say("settings.privacy.erase.of_id")}</Text>
        )}
        <Group>
          <Button
            variant="default"
            disabled={subjects.length === 0}
            loading={counting.isPending}
            onClick={() => counting.mutate(subjects)}
          >
            {say("settings.privacy.erase.count")}
          </Button>
        </Group>
        {found && (
          <Stack gap="sm">
            <Text fw={500} aria-live="polite">
              {say("settings.privacy.erase.found", {
                rows: found.rows,
                waiting: found.waiting,
                samples: found.samples,
              })}
            </Text>
            {!found.exact && <Text size="sm">{say("settings.privacy.erase.at_least")}</Text>}
            <List size="sm" spacing={4}>
              <List.Item>{say("settings.privacy.erase.goes")}</List.Item>
              <List.Item>{say("settings.privacy.erase.keeps")}</List.Item>
              <List.Item>{say("settings.privacy.erase.stays")}</List.Item>
            </List>
            <Group>
              <Button variant="default" onClick={() => ask(true)}>
                {say("settings.privacy.erase.do")}
              </Button>
            </Group>
          </Stack>
        )}
      </Stack>
      {isAsked && (
        <Ask
          title={say("settings.privacy.erase.ask", { count: subjects.length })}
          verb={say("settings.privacy.erase.yes")}
          isPending={erasing.isPending}
          error={erasing.error}
          onYes={() => erasing.mutate(subjects)}
          onClose={() => {
            erasing.reset();
            ask(false);
          }}
        >
          {say("settings.privacy.erase.touches", { who: subjects.join(", ") })}
        </Ask>
      )}
    </Section>
  );
}

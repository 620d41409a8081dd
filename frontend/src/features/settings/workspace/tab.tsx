import { Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "../../../api/client";
import { meQuery, useMay, useMe } from "../../../api/me";
import { mistakeAt, problemOf } from "../../../api/problems";
import { timeZones } from "../../../i18n/time-zones";
import { isLanguage, LANGUAGES, language, useWords } from "../../../i18n/words";
import { FormFailure } from "../../../ui/form-failure";
import { tell } from "../../../ui/notice";
import { entered } from "../entered";
import { Section } from "../section";

const LANGUAGE_CHOICES = Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }));

/** The workspace: its name, whose days its days are, and in which language it writes. */
export function WorkspaceTab() {
  const say = useWords();
  const cache = useQueryClient();
  const { workspace } = useMe();
  const isOwner = useMay("owner");
  const zones = useMemo(
    () => timeZones(language(), workspace?.time_zone ?? "UTC"),
    [workspace?.time_zone],
  );
  const saving = api.useMutation("patch", "/api/v1/workspace", {
    onSuccess: async () => {
      await cache.invalidateQueries(meQuery());
      tell(say("settings.saved"));
    },
  });
  const problem = saving.error ? problemOf(saving.error) : null;
  if (!workspace) return null;

  const save = (event: React.FormEvent<HTMLFormElement>) => {
    const read = entered(event);
    const chosen = read("language");
    saving.mutate({
      body: {
        name: read("name"),
        time_zone: read("time_zone"),
        ...(isLanguage(chosen) ? { language: chosen } : {}),
      },
    });
  };
  return (
    <Section title={say("settings.workspace")}>
      <form onSubmit={save} noValidate key={workspace.id}>
        <Stack maw={440}>
          {!isOwner && <Text size="sm">{say("settings.workspace.owners_only")}</Text>}
          <FormFailure error={saving.error} told={["/name", "/time_zone", "/language"]} />
          <TextInput
            name="name"
            maxLength={200}
            disabled={!isOwner}
            label={say("settings.workspace.name")}
            defaultValue={workspace.name}
            error={mistakeAt(problem, "/name")}
          />
          <Select
            name="time_zone"
            searchable
            limit={100}
            disabled={!isOwner}
            allowDeselect={false}
            label={say("settings.workspace.zone")}
            description={say("settings.workspace.zone.help")}
            nothingFoundMessage={say("settings.nothing_found")}
            data={zones}
            defaultValue={workspace.time_zone}
            error={mistakeAt(problem, "/time_zone")}
          />
          <Select
            name="language"
            disabled={!isOwner}
            allowDeselect={false}
            label={say("settings.workspace.language")}
            description={say("settings.workspace.language.help")}
            data={LANGUAGE_CHOICES}
            defaultValue={workspace.language}
            error={mistakeAt(problem, "/language")}
          />
          {isOwner && (
            <Group>
              <Button type="submit" loading={saving.isPending}>
                {say("ui.save")}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Section>
  );
}

import { Group, NumberInput, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../../api/client";
import { useMay } from "../../../api/me";
import { mistakeAt, problemOf } from "../../../api/problems";
import { useWords } from "../../../i18n/words";
import { FormFailure } from "../../../ui/form-failure";
import { tell } from "../../../ui/notice";
import { type Connection, LIMITS, limitsOf, limitsSent } from "../model";
import { refreshConnections } from "../queries";
import { PanelPart } from "./panel-part";
import { SaveButton } from "./save-button";

/** How fast the bundles may call a service through this connection, where it is to be slower than usual. */
export function LimitsForm({ connection: { id, settings } }: { connection: Connection }) {
  const say = useWords();
  const cache = useQueryClient();
  const mayEdit = useMay("editor");
  const kept = limitsOf(settings);
  const [limits, set] = useState(kept);
  const saving = api.useMutation("patch", "/api/v1/connections/{id}", {
    onSuccess: async () => {
      await refreshConnections(cache);
      tell(say("connections.limits.saved"));
    },
  });
  const problem = saving.error ? problemOf(saving.error) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate({ params: { path: { id } }, body: { settings: { limits: limitsSent(limits) } } });
  };
  return (
    <PanelPart title={say("connections.limits.title")}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {say("connections.limits.help")}
          </Text>
          <FormFailure
            error={saving.error}
            told={LIMITS.map((name) => `/settings/limits/${name}`)}
          />
          <Group align="start" grow>
            {LIMITS.map((name) => (
              <NumberInput
                key={name}
                label={say(`connections.limits.${name}`)}
                placeholder={say("connections.limits.usual")}
                value={limits[name]}
                onChange={(value) => set({ ...limits, [name]: value })}
                error={mistakeAt(problem, `/settings/limits/${name}`)}
                disabled={!mayEdit || saving.isPending}
                allowDecimal={name === "per_second"}
                allowNegative={false}
              />
            ))}
          </Group>
          {mayEdit && (
            <SaveButton
              isSaving={saving.isPending}
              isSaved={LIMITS.every((name) => limits[name] === kept[name])}
            />
          )}
        </Stack>
      </form>
    </PanelPart>
  );
}

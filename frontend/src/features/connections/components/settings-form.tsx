import { Stack } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useMemo, useState } from "react";
import { api } from "../../../api/client";
import { useMay } from "../../../api/me";
import { mistakeAt, problemOf } from "../../../api/problems";
import { useWords } from "../../../i18n/words";
import { Failed } from "../../../ui/failed";
import { tell } from "../../../ui/notice";
import { changed, fieldsOf, shown } from "../../../ui/schema-form/schema";
import { SchemaForm } from "../../../ui/schema-form/schema-form";
import type { Connection, Connector } from "../model";
import { refreshConnections } from "../queries";
import { PanelPart } from "./panel-part";
import { SaveButton } from "./save-button";

interface Props {
  connection: Connection;
  connector: Connector;
}

/** What a service lets one set for a connection besides its login. */
export function SettingsForm({ connection, connector }: Props) {
  const say = useWords();
  const cache = useQueryClient();
  const mayEdit = useMay("editor");
  const { id, settings } = connection;
  const fields = useMemo(() => fieldsOf(connector.settings), [connector]);
  const [inputs, setInputs] = useState(() => shown(fields, settings));
  const saving = api.useMutation("patch", "/api/v1/connections/{id}", {
    onSuccess: async () => {
      await refreshConnections(cache);
      tell(say("connections.settings.saved"));
    },
  });
  const change = changed(fields, inputs, settings);
  const problem = saving.error ? problemOf(saving.error) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate({ params: { path: { id } }, body: { settings: change } });
  };
  if (fields.length === 0) return null;
  return (
    <PanelPart title={say("connections.settings.title")}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          {problem && problem.errors.length === 0 && <Failed error={saving.error} />}
          <SchemaForm
            fields={fields}
            inputs={inputs}
            onChange={setInputs}
            mistakeOf={(name) => mistakeAt(problem, `/settings/${name}`)}
            disabled={!mayEdit || saving.isPending}
          />
          {mayEdit && (
            <SaveButton isSaving={saving.isPending} isSaved={Object.keys(change).length === 0} />
          )}
        </Stack>
      </form>
    </PanelPart>
  );
}

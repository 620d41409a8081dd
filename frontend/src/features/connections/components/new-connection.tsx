import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useMemo, useRef, useState } from "react";
import { everyConnectionQuery } from "../../../api/lists";
import { mistakeAt, problemOf } from "../../../api/problems";
import { useWords } from "../../../i18n/words";
import { Failed } from "../../../ui/failed";
import { entered, fieldsOf, type Inputs, shown } from "../../../ui/schema-form/schema";
import { SchemaForm } from "../../../ui/schema-form/schema-form";
import { type Connection, type Connector, freeName } from "../model";
import { type Entered, refreshConnections, save, saveIfItWorks } from "../queries";
import { LoginForm } from "./login-form";
import { useWayIn } from "./use-way-in";
import { VerdictNote } from "./verdict-note";

interface Props {
  connector: Connector;
  onMade: (connection: Connection) => void;
  onCancel: () => void;
}

/** The form of a new connection; it stays as it is while the service refuses what is in it. */
export function NewConnection({ connector, onMade, onCancel }: Props) {
  const say = useWords();
  const cache = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const login = useWayIn(connector.auth);
  const fields = useMemo(() => fieldsOf(connector.settings), [connector]);
  const { data: others = [] } = useQuery(everyConnectionQuery());
  const [chosen, setChosen] = useState<string | null>(null);
  const free = freeName(
    connector.name,
    others.map((other) => other.name),
  );
  const name = chosen ?? free;
  const [settings, setSettings] = useState<Inputs>(() => shown(fields, {}));
  const kept = (connection: Connection | null) => {
    if (!connection) return;
    void refreshConnections(cache);
    onMade(connection);
  };
  const trying = useMutation({
    mutationFn: (entry: Entered) => saveIfItWorks(entry),
    onSuccess: (saved) => kept(saved.connection),
  });
  const keeping = useMutation({ mutationFn: save, onSuccess: kept });

  const entry = (): Entered => ({
    connector: connector.slug,
    name: name.trim(),
    auth: login.auth(),
    settings: entered(fields, settings),
  });
  const error = trying.error ?? keeping.error;
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [error]);
  const problem = error ? problemOf(error) : null;
  const verdict = trying.data?.verdict;
  const refusal = verdict && !verdict.ok && !trying.isPending ? verdict : null;
  const isBusy = trying.isPending || keeping.isPending;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    trying.mutate(entry());
  };
  if (!login.way) return null;

  return (
    <form ref={form} onSubmit={submit} noValidate>
      <Stack gap="md">
        {problem && problem.errors.length === 0 && <Failed error={error} />}
        <LoginForm
          ways={connector.auth}
          way={login.way}
          onWay={login.choose}
          inputs={login.inputs}
          onChange={login.fill}
          mistakeOf={(field) => mistakeAt(problem, `/auth/${field}`)}
          disabled={isBusy}
        />
        <SchemaForm
          fields={fields}
          inputs={settings}
          onChange={setSettings}
          mistakeOf={(field) => mistakeAt(problem, `/settings/${field}`)}
          folds
          foldLabel={login.way.kind === "webhook" ? say("connections.add.check") : undefined}
          disabled={isBusy}
        />
        <TextInput
          label={say("connections.name.label")}
          description={say("connections.name.help")}
          value={name}
          maxLength={200}
          disabled={isBusy}
          error={mistakeAt(problem, "/name")}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
        {refusal && <VerdictNote message={refusal.message} answer={refusal.answer} />}
        <Group justify="flex-end" gap="sm">
          {refusal?.remedy === "retry" && (
            <Button variant="subtle" disabled={isBusy} onClick={() => keeping.mutate(entry())}>
              {say("connections.add.keep")}
            </Button>
          )}
          <Button variant="default" onClick={onCancel}>
            {say("ui.cancel")}
          </Button>
          <Button type="submit" loading={isBusy}>
            {say(`connections.add.submit.${submitWord(login.way.kind)}`)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function submitWord(kind: string): "consent" | "hook" | "login" {
  if (kind === "oauth2") return "consent";
  return kind === "webhook" ? "hook" : "login";
}

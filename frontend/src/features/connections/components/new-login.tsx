import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { api } from "../../../api/client";
import { mistakeAt, problemOf } from "../../../api/problems";
import { useWords } from "../../../i18n/words";
import { Failed } from "../../../ui/failed";
import { type Connection, type Connector, waysBack } from "../model";
import { refreshConnections } from "../queries";
import { ConsentStep } from "./consent-step";
import { LoginForm } from "./login-form";
import { useConsent } from "./use-consent";
import { useWayIn } from "./use-way-in";
import { VerdictNote } from "./verdict-note";

interface Props {
  connection: Connection;
  connector: Connector;
  onSignedIn: () => void;
  onCancel: () => void;
}

/** New secrets for a connection, or the way to its service's consent page once more. */
export function NewLogin({ connection, connector, onSignedIn, onCancel }: Props) {
  const say = useWords();
  const cache = useQueryClient();
  // What was possible when the dialog opened stays so: a login that is lost meanwhile changes nothing.
  const [ways] = useState(() => waysBack(connection, connector));
  const login = useWayIn(ways, connection.kind);
  const consent = useConsent(connection);
  const [entersApp, enterApp] = useState(connection.problem?.code === "oauth_app_missing");
  const done = async () => {
    await refreshConnections(cache);
    onSignedIn();
  };
  const signing = api.useMutation("post", "/api/v1/connections/{id}/reconnect", {
    onSuccess: async (verdict) => {
      if (verdict.ok) await done();
      else if (verdict.code === "login_not_done") {
        await refreshConnections(cache);
        enterApp(false);
      }
    },
  });
  const send = (isOther: boolean) =>
    signing.mutate({
      params: { path: { id: connection.id } },
      body: { auth: login.auth(), other_account: isOther },
    });
  const isSignedIn = consent.code === "login_works" && consent.journey === "back";
  // The other window has changed the connection by itself.
  useEffect(() => {
    if (isSignedIn) void refreshConnections(cache).then(onSignedIn);
  }, [isSignedIn, cache, onSignedIn]);

  const problem = signing.error ? problemOf(signing.error) : null;
  const verdict = signing.isPending ? undefined : signing.data;
  const isConsent = login.way?.kind === "oauth2" && connection.kind === "oauth2" && !entersApp;
  const isAnother = verdict?.code === "another_account";
  if (!login.way) return null;

  return (
    <form
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        send(false);
      }}
    >
      <Stack gap="md">
        {connection.problem && !verdict && consent.journey === "home" && (
          <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />}>
            <Text size="sm">{connection.problem.message}</Text>
          </Alert>
        )}
        {isConsent ? (
          <ConsentStep consent={consent} service={connector.name} />
        ) : (
          <LoginForm
            ways={ways}
            way={login.way}
            onWay={login.choose}
            inputs={login.inputs}
            onChange={login.fill}
            mistakeOf={(field) => mistakeAt(problem, `/auth/${field}`)}
            disabled={signing.isPending}
          />
        )}
        {problem && problem.errors.length === 0 && <Failed error={signing.error} />}
        {verdict && !verdict.ok && verdict.code !== "login_not_done" && (
          <VerdictNote
            message={verdict.message}
            answer={verdict.answer}
            title={isAnother ? say("connections.reconnect.another") : undefined}
          />
        )}
        <Group justify="flex-end" gap="sm">
          {isConsent && (
            <Button variant="subtle" mr="auto" onClick={() => enterApp(true)}>
              {say("connections.reconnect.app")}
            </Button>
          )}
          <Button variant="default" onClick={onCancel}>
            {say("ui.cancel")}
          </Button>
          {isAnother && (
            <Button variant="light" color="red" onClick={() => send(true)}>
              {say("connections.reconnect.change_account")}
            </Button>
          )}
          {!isConsent && (
            <Button type="submit" loading={signing.isPending}>
              {say("connections.reconnect.submit")}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

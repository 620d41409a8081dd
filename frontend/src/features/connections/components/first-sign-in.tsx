import { Button, Divider, Group, Stack } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useWords } from "../../../i18n/words";
import type { Connection, Connector } from "../model";
import { refreshConnections } from "../queries";
import { ConsentStep } from "./consent-step";
import { useConsent } from "./use-consent";

interface Props {
  connection: Connection;
  connector: Connector;
  onSignedIn: (connection: Connection) => void;
  /** Leave it at that; the connection stays in the list and asks for its login there. */
  onLater: () => void;
}

/** The sign-in of a new connection at its service. */
export function FirstSignIn({ connection, connector, onSignedIn, onLater }: Props) {
  const say = useWords();
  const cache = useQueryClient();
  const consent = useConsent(connection);
  const isDone = consent.code === "login_works" && consent.connection.status === "works";
  const now = consent.connection;
  const hasNews = consent.journey === "back" && !isDone;

  // The sign-in happens in another window: what it changed is asked for, then handed on.
  useEffect(() => {
    if (isDone) onSignedIn(now);
  }, [isDone, now, onSignedIn]);
  useEffect(() => {
    if (hasNews || isDone) void refreshConnections(cache);
  }, [hasNews, isDone, cache]);

  return (
    <Stack>
      <ConsentStep consent={consent} service={connector.name} />
      <Divider />
      <Group justify="flex-end">
        <Button variant="default" onClick={onLater}>
          {say("connections.consent.later")}
        </Button>
      </Group>
    </Stack>
  );
}

import { Modal, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useWords } from "../../i18n/words";
import { Failed } from "../../ui/failed";
import { LoadingRows } from "../../ui/loading";
import { NewLogin } from "./components/new-login";
import { Reconnected } from "./components/reconnected";
import { waitingForLogin } from "./model";
import { connectionQuery, connectorQuery, waitingQuery } from "./queries";

interface Props {
  /** The connection's id. */
  connection: string;
  /** Called once, with whether somebody signed in. */
  onDone: (done: boolean) => void;
}

/** Signs an existing connection in again, and says what goes on because of it. */
export function ReconnectDialog({ connection: id, onDone }: Props) {
  const say = useWords();
  const [isDone, setDone] = useState(false);
  const [waited, setWaited] = useState<number | null>(null);
  const { data: connection, error, refetch } = useQuery(connectionQuery(id));
  const { data: connector } = useQuery({
    ...connectorQuery(connection?.connector ?? ""),
    enabled: connection !== undefined,
  });
  const { data: waiting, isFetchedAfterMount } = useQuery({ ...waitingQuery(id), staleTime: 0 });
  // What waited when the dialog opened; once signed in it waits no more.
  if (waiting && isFetchedAfterMount && waited === null) setWaited(waitingForLogin(waiting));
  const close = () => onDone(isDone);

  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      closeButtonProps={{ "aria-label": say("ui.close") }}
      title={
        <Text component="span" fw={650}>
          {connection && say("connections.reconnect.title", { name: connection.name })}
        </Text>
      }
    >
      {error && <Failed error={error} onRetry={refetch} />}
      {!error && !(connection && connector) && <LoadingRows rows={3} height={56} />}
      {connection && connector && !isDone && (
        <NewLogin
          connection={connection}
          connector={connector}
          onSignedIn={() => setDone(true)}
          onCancel={close}
        />
      )}
      {connection && isDone && (
        <Reconnected connection={connection} released={waited ?? 0} onClose={close} />
      )}
    </Modal>
  );
}

import { Alert, Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useWords } from "../../../i18n/words";
import { loginWords } from "../model";
import { connectionQuery } from "../queries";
import { announceReturn } from "../returns";

interface Props {
  /** How the sign-in at the service ended. */
  code: string;
  /** The connection's id; unknown when the way back was not one of ours. */
  connection: string | undefined;
  onClose: () => void;
  onReconnect: (id: string) => void;
}

/** The way back from a service: says how it ended, here or where another window waits for it. */
export function LoginReturn({ code, connection, onClose, onReconnect }: Props) {
  const say = useWords();
  const [isTaken, setTaken] = useState(false);
  const { data } = useQuery({ ...connectionQuery(connection ?? ""), enabled: Boolean(connection) });
  const isGood = code === "login_works";
  const words = loginWords(code);

  // Another window of this browser may wait; then this one has done its work.
  useEffect(() => {
    if (!connection) return;
    void announceReturn(code, connection).then((taken) => {
      setTaken(taken);
      if (taken) window.close();
    });
  }, [code, connection]);

  const message = words ? say(words) : (data?.problem?.message ?? say("connections.login.other"));
  return (
    <Alert
      role={isGood ? "status" : "alert"}
      color={isGood ? "green" : "red"}
      icon={isGood ? <IconCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
      title={isTaken ? say("connections.login.taken") : undefined}
      withCloseButton
      closeButtonLabel={say("ui.close")}
      onClose={onClose}
    >
      <Text size="sm">
        {data ? `${data.name}: ` : ""}
        {message}
      </Text>
      {!isGood && !isTaken && connection && (
        <Group mt="xs">
          <Button size="xs" variant="default" onClick={() => onReconnect(connection)}>
            {say("connections.consent.again")}
          </Button>
        </Group>
      )}
    </Alert>
  );
}

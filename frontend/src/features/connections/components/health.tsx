import { Text } from "@mantine/core";
import { useWords } from "../../../i18n/words";
import { Ago } from "../../../ui/ago";
import { State } from "../../../ui/state";
import { type Connection, healthOf, toneOf } from "../model";

interface Props {
  connection: Connection;
  isIll: boolean;
}

/** How a connection is, in a word, and when that was seen. */
export function Health({ connection, isIll }: Props) {
  const say = useWords();
  const health = healthOf(connection, isIll);
  return (
    <div>
      <State tone={toneOf(health)}>{say(`connections.health.${health}`)}</State>
      {connection.tested_at && (
        <Text size="xs" pl={14} opacity={0.8}>
          <Ago at={connection.tested_at} />
        </Text>
      )}
    </div>
  );
}

import { Button, Group, Text } from "@mantine/core";
import { useWords } from "../../../i18n/words";
import { Ago } from "../../../ui/ago";
import type { Json } from "../definition";
import classes from "./offered.module.css";

interface OfferedEvent {
  id: string;
  event: Json;
  at: string | null;
}

interface Props {
  events: OfferedEvent[];
  onChoose: (event: Json) => void;
}

const TELLING = 120;

/** Events to choose the sample from. */
export function Offered({ events, onChoose }: Props) {
  const say = useWords();
  return (
    <ul className={classes.list}>
      {events.map(({ id, event, at }) => (
        <li key={id} className={classes.row}>
          <div className={classes.words}>
            {at && (
              <Text size="xs" c="dimmed">
                <Ago at={at} />
              </Text>
            )}
            <Text size="xs" truncate>
              {JSON.stringify(event).slice(0, TELLING)}
            </Text>
          </div>
          <Group>
            <Button size="compact-sm" variant="default" onClick={() => onChoose(event)}>
              {say("builder.sample.use")}
            </Button>
          </Group>
        </li>
      ))}
    </ul>
  );
}

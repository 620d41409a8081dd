import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useContext, useState } from "react";
import type { Problem } from "../../../api/problems";
import { TimeZone, useFormat } from "../../../i18n/format";
import { type Key, useWords } from "../../../i18n/words";
import { wordsOf } from "../../../ui/failed";
import { FormFailure } from "../../../ui/form-failure";
import { change } from "../deeds";
import type { Row } from "../model";
import { momentOf, onTheWall } from "../moment";
import { useDeed } from "./use-deed";

interface Props {
  row: Row;
  /** Why the server would not start it; null when it was not asked. */
  refusal: Problem | null;
  onClose: () => void;
}

const HOUR_MS = 3_600_000;
const AHEAD: [words: Key, ms: number][] = [
  ["bundles.until.hour", HOUR_MS],
  ["bundles.until.day", 24 * HOUR_MS],
  ["bundles.until.week", 7 * 24 * HOUR_MS],
];

/** Sets the moment at which a bundle pauses by itself, or takes it away. */
export function RunUntil({ row, refusal, onClose }: Props) {
  const say = useWords();
  const format = useFormat();
  const zone = useContext(TimeZone);
  const [wall, write] = useState(row.run_until ? onTheWall(new Date(row.run_until), zone) : "");
  const setting = useDeed<string | null>(
    (moment) => change(row.id, { run_until: moment }),
    onClose,
    (moment) =>
      moment
        ? say("bundles.until.set", { name: row.name, at: format.exact(moment) })
        : say("bundles.until.unset", { name: row.name }),
  );
  const moment = momentOf(wall, zone);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (moment) setting.mutate(moment.toISOString());
  };
  return (
    <Modal opened onClose={onClose} title={say("bundles.until.title", { name: row.name })}>
      <form onSubmit={send} noValidate>
        <Stack>
          <FormFailure error={setting.error} />
          {refusal && <Text size="sm">{wordsOf(refusal, say)}</Text>}
          <TextInput
            type="datetime-local"
            data-autofocus
            label={say("bundles.until.label")}
            description={say("bundles.until.help", { zone })}
            value={wall}
            onChange={(event) => write(event.currentTarget.value)}
          />
          <Group gap="xs">
            {AHEAD.map(([words, ms]) => (
              <Button
                key={words}
                size="compact-sm"
                variant="default"
                onClick={() => write(onTheWall(new Date(Date.now() + ms), zone))}
              >
                {say(words)}
              </Button>
            ))}
          </Group>
          <Group justify="flex-end">
            {row.run_until && (
              <Button
                variant="default"
                mr="auto"
                loading={setting.isPending}
                onClick={() => setting.mutate(null)}
              >
                {say("bundles.until.remove")}
              </Button>
            )}
            <Button variant="default" onClick={onClose}>
              {say("ui.cancel")}
            </Button>
            <Button type="submit" loading={setting.isPending} disabled={!moment}>
              {say("ui.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

import { Button, Group, Modal, Radio, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { FormFailure } from "../../../ui/form-failure";
import { start } from "../deeds";
import type { Row } from "../model";
import type { StartFacts } from "../queries";
import { useDeed } from "./use-deed";

interface Props {
  row: Row;
  facts: StartFacts;
  onClose: () => void;
}

type Wish = Parameters<typeof start>[1];

/** Asks before a start only what there is to ask: what waits, and from when on to look. */
export function StartDialog({ row, facts, onClose }: Props) {
  const say = useWords();
  const format = useFormat();
  const { name } = row;
  const [waiting, setWaiting] = useState<"process" | "drop">("process");
  const [from, setFrom] = useState<"now" | "date">("now");
  const [date, setDate] = useState("");
  const starting = useDeed<Wish>(
    (wish) => start(row.id, wish),
    onClose,
    () => say("bundles.told.started", { name }),
  );
  const send = (event: FormEvent) => {
    event.preventDefault();
    const moment = from === "now" ? "now" : date;
    starting.mutate({ waiting, ...(facts.isFirst ? { from: moment } : {}) });
  };
  const since = facts.since ? format.ago(facts.since) : "";
  return (
    <Modal opened onClose={onClose} title={say("bundles.start.title", { name })}>
      <form onSubmit={send} noValidate>
        <Stack>
          <FormFailure error={starting.error} />
          {facts.waiting > 0 && (
            <Radio.Group
              label={say("bundles.start.waiting", { count: facts.waiting, since })}
              value={waiting}
              onChange={(value) => setWaiting(value === "drop" ? "drop" : "process")}
            >
              <Stack gap="xs" mt="xs">
                <Radio
                  value="process"
                  label={say("bundles.start.process", { count: facts.waiting })}
                  description={say("bundles.start.process.help")}
                />
                <Radio
                  value="drop"
                  label={say("bundles.start.drop")}
                  description={say(
                    row.trigger.kind === "polling"
                      ? "bundles.start.drop.help_polling"
                      : "bundles.start.drop.help",
                  )}
                />
              </Stack>
            </Radio.Group>
          )}
          {facts.isFirst && (
            <Radio.Group
              label={say("bundles.start.from")}
              value={from}
              onChange={(value) => setFrom(value === "date" ? "date" : "now")}
            >
              <Stack gap="xs" mt="xs">
                <Radio
                  value="now"
                  label={say("bundles.start.now")}
                  description={say("bundles.start.now.help")}
                />
                <Radio
                  value="date"
                  label={say("bundles.start.date")}
                  description={say("bundles.start.date.help")}
                />
                {from === "date" && (
                  <TextInput
                    type="date"
                    w={180}
                    ml={28}
                    aria-label={say("bundles.start.date")}
                    value={date}
                    onChange={(event) => setDate(event.currentTarget.value)}
                  />
                )}
              </Stack>
            </Radio.Group>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {say("ui.cancel")}
            </Button>
            <Button
              type="submit"
              loading={starting.isPending}
              disabled={facts.isFirst && from === "date" && !date}
            >
              {say("bundles.do.start")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

import { Alert, Button, Group, Radio, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../../api/client";
import { problemOf } from "../../../api/problems";
import { useWords } from "../../../i18n/words";
import { Ago } from "../../../ui/ago";
import { wordsOf } from "../../../ui/failed";
import type { Bundle } from "../queries";
import { type Position, PositionForm, positionOf } from "./position-form";
import { useLife } from "./use-life";

interface Props {
  bundle: Bundle;
  onDone: () => void;
}

/** Starts a bundle: from when on, and what becomes of what has been waiting. */
export function StartForm({ bundle, onDone }: Props) {
  const say = useWords();
  const { start } = useLife(bundle.id);
  const [position, setPosition] = useState<Position>(bundle.reads ? "keep" : "now");
  const [date, setDate] = useState("");
  const [waiting, setWaiting] = useState<"process" | "drop">("process");
  const { data: kept } = useQuery(
    api.queryOptions("get", "/api/v1/bundles/{id}/waiting", {
      params: { path: { id: bundle.id } },
    }),
  );
  const isPolling = bundle.trigger.kind === "polling";
  const begin = () =>
    start.mutate(
      {
        params: { path: { id: bundle.id } },
        body: {
          waiting,
          ...(isPolling && position !== "keep" ? { from: positionOf(position, date) } : {}),
        },
      },
      { onSuccess: onDone },
    );
  return (
    <Stack>
      {isPolling && (
        <PositionForm
          label={say("builder.start_form.from")}
          help={say(
            bundle.reads ? "builder.start_form.again_help" : "builder.start_form.first_help",
          )}
          choices={bundle.reads ? ["keep", "now", "date"] : ["now", "date"]}
          chosen={position}
          date={date}
          onChange={(chosen, at) => {
            setPosition(chosen);
            setDate(at);
          }}
        />
      )}
      {kept && kept.count > 0 && (
        <Radio.Group
          label={say("builder.start_form.waiting", { count: kept.count })}
          description={kept.since && <Ago at={kept.since} />}
          value={waiting}
          onChange={(chosen) => setWaiting(chosen === "drop" ? "drop" : "process")}
        >
          <Stack gap={6} mt="xs">
            <Radio
              value="process"
              label={say("builder.start_form.process", { count: kept.count })}
            />
            <Radio value="drop" label={say("builder.start_form.drop")} />
          </Stack>
        </Radio.Group>
      )}
      {!isPolling && kept?.count === 0 && (
        <Text size="sm">{say(`builder.start_form.${bundle.trigger.kind}`)}</Text>
      )}
      {start.error && (
        <Alert color="red">
          {problemOf(start.error).errors[0]?.message ?? wordsOf(start.error, say)}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          {say("builder.start_form.later")}
        </Button>
        <Button loading={start.isPending} onClick={begin} data-autofocus>
          {say("builder.life.start")}
        </Button>
      </Group>
    </Stack>
  );
}

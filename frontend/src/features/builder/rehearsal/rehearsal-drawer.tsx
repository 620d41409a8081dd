import { Alert, Button, Drawer, Group, Select, Stack, Text } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Shapes, server } from "../../../api/client";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { Failed } from "../../../ui/failed";
import { JsonTree } from "../../../ui/json-tree/json-tree";
import { LoadingRows } from "../../../ui/loading";
import type { Editor } from "../use-editor";
import { RehearsedSteps } from "./rehearsed-steps";
import { TONES } from "./tones";

type Rehearsed = Shapes["RehearsedEvent"];

interface Props {
  editor: Editor;
  isOpen: boolean;
  onClose: () => void;
}

/** Goes through the draft with real events and tells what each step would do; nothing is sent. */
export function RehearsalDrawer({ editor, isOpen, onClose }: Props) {
  const say = useWords();
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="right"
      size="xl"
      title={say("builder.rehearsal.title")}
    >
      {isOpen && <Rehearsal editor={editor} />}
    </Drawer>
  );
}

function Rehearsal({ editor: { saver, drafting } }: { editor: Editor }) {
  const say = useWords();
  const id = drafting.bundleId;
  const [at, setAt] = useState(0);
  const rehearsal = useQuery({
    queryKey: ["post", "/api/v1/bundles/{id}/rehearse", id, saver.revision],
    queryFn: async () => {
      await saver.flush();
      const { data, error } = await server.POST("/api/v1/bundles/{id}/rehearse", {
        params: { path: { id } },
        body: {},
      });
      if (!data) throw error;
      return data.events;
    },
    staleTime: 0,
  });
  if (rehearsal.error) {
    return <Failed error={rehearsal.error} onRetry={() => void rehearsal.refetch()} />;
  }
  if (!rehearsal.data) return <LoadingRows rows={5} height={56} />;
  const event = rehearsal.data[at] ?? rehearsal.data[0];
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {say("builder.rehearsal.help")}
      </Text>
      <Group align="end" wrap="nowrap">
        <EventPick events={rehearsal.data} at={at} onPick={setAt} />
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} />}
          loading={rehearsal.isFetching}
          onClick={() => void rehearsal.refetch()}
        >
          {say("builder.rehearsal.again")}
        </Button>
      </Group>
      {event && <Outcome event={event} />}
    </Stack>
  );
}

interface PickProps {
  events: Rehearsed[];
  at: number;
  onPick: (at: number) => void;
}

function EventPick({ events, at, onPick }: PickProps) {
  const say = useWords();
  const format = useFormat();
  return (
    <Select
      flex={1}
      label={say("builder.rehearsal.event")}
      data={events.map((one, index) => ({
        value: String(index),
        label: [
          `${index + 1}.`,
          say(`builder.sample.origin.${one.origin}`),
          one.at && format.exact(one.at),
          `→ ${say(`builder.rehearsal.ends.${one.status}`)}`,
        ]
          .filter(Boolean)
          .join(" "),
      }))}
      value={String(at)}
      onChange={(chosen) => onPick(Number(chosen ?? 0))}
      allowDeselect={false}
    />
  );
}

function Outcome({ event }: { event: Rehearsed }) {
  const say = useWords();
  return (
    <>
      <Alert color={TONES[event.status]} role="status" p="sm">
        <Text size="sm" fw={550}>
          {say(`builder.rehearsal.ends.${event.status}`)}
        </Text>
        {event.error && <Text size="sm">{event.error.message}</Text>}
      </Alert>
      <details>
        <summary>{say("builder.rehearsal.show_event")}</summary>
        <JsonTree value={event.event} path="trigger" openLevels={1} />
      </details>
      <RehearsedSteps steps={event.steps} />
    </>
  );
}

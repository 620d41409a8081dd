import { Button, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMay } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import { tellFailure } from "../../../ui/notice";
import { State } from "../../../ui/state";
import { Row } from "../row";
import { addressOf, testOutcome } from "./model";
import { type Channel, channelsQuery, useTestChannel } from "./queries";
import { RowDeeds } from "./row-deeds";

const LOOK_MS = 1_000;

interface Props {
  channel: Channel;
  onEdit: () => void;
  onDelete: () => void;
}

/** One channel: where it sends, whether messages arrive, and a test that waits for its answer. */
export function ChannelRow({ channel, onEdit, onDelete }: Props) {
  const say = useWords();
  const mayEdit = useMay("editor");
  const { isTesting, start } = useTest(channel);
  const kind = say(`settings.alerts.kind.${channel.kind}`);
  return (
    <Row title={channel.name} note={[kind, addressOf(channel, say)].filter(Boolean).join(" · ")}>
      <Group gap="xs">
        <span aria-live="polite">
          <ChannelState channel={channel} isTesting={isTesting} />
        </span>
        {mayEdit && (
          <>
            <Button
              size="compact-sm"
              variant="default"
              disabled={!channel.ready}
              loading={isTesting}
              onClick={start}
              aria-label={`${say("settings.alerts.test")}: ${channel.name}`}
            >
              {say("settings.alerts.test")}
            </Button>
            <RowDeeds name={channel.name} onEdit={onEdit} onDelete={onDelete} />
          </>
        )}
      </Group>
    </Row>
  );
}

function ChannelState({ channel, isTesting }: { channel: Channel; isTesting: boolean }) {
  const say = useWords();
  if (isTesting) return <State tone="busy">{say("settings.alerts.testing")}</State>;
  if (!channel.ready) return <State tone="bad">{say("settings.alerts.not_ready")}</State>;
  if (channel.problem) return <State tone="bad">{channel.problem.message}</State>;
  if (channel.verified_at) return <State tone="good">{say("settings.alerts.works")}</State>;
  return <State tone="calm">{say("settings.alerts.untested")}</State>;
}

/** Send a test, then look each second until the channel tells how it went. */
function useTest(channel: Channel): { isTesting: boolean; start: () => void } {
  const [before, setBefore] = useState<Channel | null>(null);
  const sending = useTestChannel();
  const isTesting = before !== null && testOutcome(before, channel) === "pending";
  useQuery({ ...channelsQuery(), refetchInterval: isTesting ? LOOK_MS : false });
  const start = () => {
    setBefore(channel);
    sending.mutate(
      { params: { path: { id: channel.id } } },
      {
        onError: (error) => {
          setBefore(null);
          tellFailure(error);
        },
      },
    );
  };
  return { isTesting, start };
}

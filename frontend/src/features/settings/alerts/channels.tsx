import { Button, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMay } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import { Ask } from "../../../ui/ask";
import { Failed } from "../../../ui/failed";
import { LoadingRows } from "../../../ui/loading";
import { tell } from "../../../ui/notice";
import { Section } from "../section";
import { ChannelDialog } from "./channel-dialog";
import { ChannelRow } from "./channel-row";
import { type Channel, channelsQuery, useDeleteChannel } from "./queries";

type Doing = { what: "new" } | { what: "edit" | "delete"; channel: Channel };

/** The channels: how people hear of what the rules find. */
export function Channels() {
  const say = useWords();
  const mayEdit = useMay("editor");
  const channels = useQuery(channelsQuery());
  const [doing, setDoing] = useState<Doing | null>(null);
  const stop = () => setDoing(null);
  return (
    <Section
      title={say("settings.alerts.channels")}
      help={say("settings.alerts.channels.help")}
      action={
        mayEdit && (
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => setDoing({ what: "new" })}
          >
            {say("settings.alerts.channel.new")}
          </Button>
        )
      }
    >
      {channels.isPending && <LoadingRows rows={2} height={48} />}
      {channels.error && <Failed error={channels.error} onRetry={channels.refetch} />}
      {channels.data?.results.length === 0 && (
        <Text size="sm">{say("settings.alerts.channels.none")}</Text>
      )}
      <Stack gap={0} component="ul" m={0} p={0}>
        {channels.data?.results.map((channel) => (
          <ChannelRow
            key={channel.id}
            channel={channel}
            onEdit={() => setDoing({ what: "edit", channel })}
            onDelete={() => setDoing({ what: "delete", channel })}
          />
        ))}
      </Stack>
      {doing?.what === "new" && <ChannelDialog channel={null} onClose={stop} />}
      {doing?.what === "edit" && <ChannelDialog channel={doing.channel} onClose={stop} />}
      {doing?.what === "delete" && <DeleteChannel channel={doing.channel} onClose={stop} />}
    </Section>
  );
}

function DeleteChannel({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const say = useWords();
  const deleting = useDeleteChannel();
  const yes = () =>
    deleting.mutate(
      { params: { path: { id: channel.id } } },
      {
        onSuccess: () => {
          tell(say("settings.alerts.channel.deleted", { name: channel.name }));
          onClose();
        },
      },
    );
  return (
    <Ask
      title={say("settings.alerts.channel.delete.ask", { name: channel.name })}
      verb={say("ui.delete")}
      isPending={deleting.isPending}
      error={deleting.error}
      onYes={yes}
      onClose={onClose}
    >
      {say("settings.alerts.channel.delete.touches", { count: channel.rules.length })}
    </Ask>
  );
}

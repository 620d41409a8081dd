import { useQuery } from "@tanstack/react-query";
import { useWords } from "../../../i18n/words";
import { Ask } from "../../../ui/ask";
import { tell } from "../../../ui/notice";
import { ChannelDialog } from "./channel-dialog";
import { ChannelRow } from "./channel-row";
import { KeptList } from "./kept-list";
import { type Channel, channelsQuery, useDeleteChannel } from "./queries";

/** The channels: how people hear of what the rules find. */
export function Channels() {
  const say = useWords();
  return (
    <KeptList
      words={{
        title: say("settings.alerts.channels"),
        help: say("settings.alerts.channels.help"),
        add: say("settings.alerts.channel.new"),
        none: say("settings.alerts.channels.none"),
      }}
      things={useQuery(channelsQuery())}
      row={(channel, deeds) => <ChannelRow channel={channel} {...deeds} />}
      dialog={(channel, onClose) => <ChannelDialog channel={channel} onClose={onClose} />}
      deletion={(channel, onClose) => <DeleteChannel channel={channel} onClose={onClose} />}
    />
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

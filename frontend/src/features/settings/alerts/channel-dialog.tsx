import { Modal, Select, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { mistakeAt, problemOf } from "../../../api/problems";
import { useWords } from "../../../i18n/words";
import { FormButtons } from "../../../ui/form-buttons";
import { FormFailure } from "../../../ui/form-failure";
import { tell } from "../../../ui/notice";
import { entered } from "../entered";
import { ChannelAddress } from "./channel-address";
import { channelSettings, KINDS } from "./model";
import { type Channel, type ChannelKind, useChangeChannel, useMakeChannel } from "./queries";

interface Props {
  /** The channel to change; null makes a new one. */
  channel: Channel | null;
  onClose: () => void;
}

const TOLD = [
  ...["/name", "/connection", "/settings/chat"],
  ...["/settings/channel", "/settings/url", "/settings/to"],
];

/** By what people hear, and where that goes. */
export function ChannelDialog({ channel, onClose }: Props) {
  const say = useWords();
  const [kind, setKind] = useState<ChannelKind>(channel?.kind ?? "email");
  const [to, setTo] = useState<string[]>(recipientsOf(channel));
  const [connection, setConnection] = useState<string | null>(channel?.connection ?? null);
  const making = useMakeChannel();
  const changing = useChangeChannel();
  const saving = channel ? changing : making;
  const problem = saving.error ? problemOf(saving.error) : null;

  const save = (event: React.FormEvent<HTMLFormElement>) => {
    const read = entered(event);
    const body = { name: read("name"), connection, settings: channelSettings(kind, read, to) };
    const done = {
      onSuccess: () => {
        tell(say("settings.alerts.channel.saved"));
        onClose();
      },
    };
    if (channel) changing.mutate({ params: { path: { id: channel.id } }, body }, done);
    else making.mutate({ body: { ...body, kind } }, done);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={say(channel ? "settings.alerts.channel.edit" : "settings.alerts.channel.new")}
    >
      <form onSubmit={save} noValidate>
        <Stack>
          <FormFailure error={saving.error} told={TOLD} />
          {!channel && (
            <Select
              data-autofocus
              allowDeselect={false}
              label={say("settings.alerts.by")}
              data={KINDS.map((value) => ({
                value,
                label: say(`settings.alerts.kind.${value}`),
              }))}
              value={kind}
              onChange={(next) => {
                setKind(KINDS.find((one) => one === next) ?? kind);
                setConnection(null);
              }}
            />
          )}
          <TextInput
            name="name"
            maxLength={200}
            label={say("settings.alerts.channel.name")}
            defaultValue={channel?.name}
            error={mistakeAt(problem, "/name")}
          />
          <ChannelAddress
            channel={channel}
            kind={kind}
            problem={problem}
            recipients={[to, setTo]}
            connection={[connection, setConnection]}
          />
          <FormButtons verb={say("ui.save")} isPending={saving.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}

function recipientsOf(channel: Channel | null): string[] {
  const to = channel?.settings?.to;
  return Array.isArray(to) ? to.map(String) : [];
}

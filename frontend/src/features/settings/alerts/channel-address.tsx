import { Group, TagsInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { mistakeAt, type Problem } from "../../../api/problems";
import { useWords } from "../../../i18n/words";
import { membersQuery } from "../members/queries";
import { ConnectionChoice } from "./connection-choice";
import type { Channel, ChannelKind } from "./queries";

type Kept<Value> = [value: Value, keep: (value: Value) => void];

interface Props {
  channel: Channel | null;
  kind: ChannelKind;
  problem: Problem | null;
  recipients: Kept<string[]>;
  connection: Kept<string | null>;
}

/** Where a channel of this kind sends, and through which connection. */
export function ChannelAddress({ channel, kind, problem, recipients, connection }: Props) {
  const say = useWords();
  const settings = channel?.settings ?? {};
  const textOf = (name: string) => (typeof settings[name] === "string" ? settings[name] : "");
  const at = (name: string) => mistakeAt(problem, `/settings/${name}`);
  if (kind === "email") return <Recipients problem={problem} recipients={recipients} />;
  if (kind === "webhook")
    return (
      <TextInput
        name="url"
        type="url"
        label={say("settings.alerts.url")}
        description={say("settings.alerts.url.help")}
        defaultValue={textOf("url")}
        error={at("url")}
      />
    );
  const place = kind === "telegram" ? "chat" : "channel";
  return (
    <>
      <Group align="flex-end" gap="sm">
        <ConnectionChoice
          connector={kind}
          chosen={connection}
          error={mistakeAt(problem, "/connection")}
        />
      </Group>
      <TextInput
        name={place}
        label={say(`settings.alerts.${place}`)}
        description={say(`settings.alerts.${place}.help`)}
        defaultValue={textOf(place)}
        error={at(place)}
      />
    </>
  );
}

function Recipients({ problem, recipients }: Pick<Props, "problem" | "recipients">) {
  const say = useWords();
  const { data: members } = useQuery(membersQuery());
  const [to, setTo] = recipients;
  const wrong = problem?.errors.find(({ path }) => path.startsWith("/settings/to"))?.message;
  return (
    <TagsInput
      label={say("settings.alerts.to")}
      description={say("settings.alerts.to.help")}
      data={(members?.results ?? []).map(({ user }) => user.email)}
      value={to}
      onChange={setTo}
      error={wrong}
    />
  );
}

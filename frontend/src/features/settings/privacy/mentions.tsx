import { Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useWords } from "../../../i18n/words";
import { TextLink } from "../../../ui/text-link";
import type { Mention } from "./model";
import { namesQuery } from "./queries";

/** Leads to the settings that name a person, which nobody but people can change. */
export function Mentions({ left }: { left: Mention[] }) {
  const names = useQuery(namesQuery());
  const nameOf = (id: string) => names.data?.results.find((one) => one.id === id)?.name;
  return (
    <Group gap="md">
      {left.map((mention) => (
        <Place key={mention.what + mention.id} mention={mention} name={nameOf(mention.id)} />
      ))}
    </Group>
  );
}

function Place({ mention: { what, id }, name }: { mention: Mention; name: string | undefined }) {
  const say = useWords();
  switch (what) {
    case "bundle":
      return (
        <TextLink to="/bundles/$id" params={{ id }}>
          {name ?? say("settings.privacy.left.bundle")}
        </TextLink>
      );
    case "connection":
      return (
        <TextLink to="/connections" search={{ connection: id }}>
          {say("settings.privacy.left.connection")}
        </TextLink>
      );
    case "channel":
      return <TextLink to="/settings/alerts">{say("settings.privacy.left.channel")}</TextLink>;
    case "member":
      return <TextLink to="/settings/members">{say("settings.privacy.left.member")}</TextLink>;
  }
}

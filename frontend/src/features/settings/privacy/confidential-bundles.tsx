import { Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useWords } from "../../../i18n/words";
import { TextLink } from "../../../ui/text-link";
import { Section } from "../section";
import { namesQuery } from "./queries";

/** Which bundles leave nothing of their data in the journal, and where one makes them so. */
export function ConfidentialBundles() {
  const say = useWords();
  const { data } = useQuery(namesQuery());
  const bundles = data?.results.filter((one) => one.is_confidential) ?? [];
  return (
    <Section
      title={say("settings.privacy.confidential")}
      help={say("settings.privacy.confidential.help")}
    >
      {data && bundles.length === 0 && (
        <Text size="sm" c="dimmed">
          {say("settings.privacy.confidential.none")}
        </Text>
      )}
      {bundles.length > 0 && (
        <Group gap="md">
          {bundles.map(({ id, name }) => (
            <TextLink key={id} to="/bundles" search={{ search: name }}>
              {name}
            </TextLink>
          ))}
        </Group>
      )}
    </Section>
  );
}

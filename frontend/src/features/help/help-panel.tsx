import { Drawer, Group, Kbd, List, Stack, Text, Title } from "@mantine/core";
import { useOs } from "@mantine/hooks";
import { useLocation } from "@tanstack/react-router";
import { type Key, useWords } from "../../i18n/words";
import { helpOf, keysOf } from "./topics";

/** A few words about the page one is on, and the keys that work there. */
export function HelpPanel({ onClose }: { onClose: () => void }) {
  const say = useWords();
  const { pathname } = useLocation();
  const topic = helpOf(pathname);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="sm"
      title={<Text fw={600}>{say(topic.title)}</Text>}
    >
      <Stack gap="md">
        <List spacing="xs" size="sm">
          {topic.lines.map((line) => (
            <List.Item key={line}>{say(line)}</List.Item>
          ))}
        </List>
        <Title order={3} size="h5">
          {say("help.keys")}
        </Title>
        <Stack gap={6}>
          {keysOf(pathname).map(([keys, words]) => (
            <Shortcut key={words} keys={keys} words={words} />
          ))}
        </Stack>
      </Stack>
    </Drawer>
  );
}

function Shortcut({ keys, words }: { keys: readonly string[]; words: Key }) {
  const say = useWords();
  const os = useOs();
  const mod = os === "macos" || os === "ios" ? "⌘" : "Ctrl";
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm">
      <Text size="sm">{say(words)}</Text>
      <Group gap={4} wrap="nowrap">
        {keys.map((key) => (
          <Kbd key={key}>{key === "mod" ? mod : key}</Kbd>
        ))}
      </Group>
    </Group>
  );
}

import { Anchor, Box, Group, Stack } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useWords } from "../../../i18n/words";
import { State, type Tone } from "../../../ui/state";
import type { Connection } from "../model";

const TONES = {
  running: "good",
  migration: "busy",
  blocked: "bad",
  paused: "calm",
  deleted: "calm",
} as const satisfies Record<string, Tone>;
const WORDS = {
  running: "connections.bundle.running",
  migration: "connections.bundle.migration",
  blocked: "connections.bundle.blocked",
  paused: "connections.bundle.paused",
  deleted: "connections.bundle.deleted",
} as const;

/** The bundles that use a connection, each with its status. */
export function UsesList({ uses }: { uses: Connection["used_by"] }) {
  const say = useWords();
  return (
    <Stack component="ul" gap={6} m={0} p={0} style={{ listStyle: "none" }}>
      {uses.map(({ id, name, status }) => (
        <Group key={id} component="li" justify="space-between" gap="xs" wrap="nowrap">
          <Anchor
            size="sm"
            renderRoot={(props) => <Link to="/bundles/$id" params={{ id }} {...props} />}
          >
            {name}
          </Anchor>
          <Box flex="none">
            {isKnown(status) && <State tone={TONES[status]}>{say(WORDS[status])}</State>}
          </Box>
        </Group>
      ))}
    </Stack>
  );
}

function isKnown(status: string): status is keyof typeof WORDS {
  return status in WORDS;
}

import { Stack, Text } from "@mantine/core";
import { useWords } from "../../../i18n/words";
import { JsonTree } from "../../../ui/json-tree/json-tree";
import { mentions } from "../model";

const ALL_LEVELS = 9;

interface Props {
  title: string;
  value: unknown;
  openLevels?: number;
  /** What was searched for. */
  term?: string;
}

/** What went in or came out, as a tree. */
export function Data({ title, value, openLevels, term }: Props) {
  const say = useWords();
  const levels = mentions(value, term) ? ALL_LEVELS : openLevels;
  const isEmpty = value === null || value === undefined;
  return (
    <Stack gap={4} component="section" aria-label={title}>
      <Text size="xs" fw={600} c="dimmed" tt="uppercase">
        {title}
      </Text>
      {isEmpty ? (
        <Text size="sm" c="dimmed">
          {say("journal.nothing")}
        </Text>
      ) : (
        <JsonTree value={value} label={title} openLevels={levels} term={term} />
      )}
    </Stack>
  );
}

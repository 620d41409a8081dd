import { Stack, Text } from "@mantine/core";
import { useWords } from "../../../i18n/words";
import { JsonTree } from "../../../ui/json-tree/json-tree";

interface Props {
  title: string;
  value: unknown;
  openLevels?: number;
}

/** What went in or came out, as a tree. */
export function Data({ title, value, openLevels }: Props) {
  const say = useWords();
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
        <JsonTree value={value} label={title} openLevels={openLevels} />
      )}
    </Stack>
  );
}

import { Code, Group, Text, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import type { Shapes } from "../../../api/client";
import { useWords } from "../../../i18n/words";

const LONGEST = 80;

/** What each comparison of a condition saw, and whether it holds. */
export function Comparisons({ parts }: { parts: Shapes["ComparisonPreview"][] }) {
  const say = useWords();
  return parts.map(({ path, value, than, passes, error }) => (
    <Group key={path} gap={6} wrap="nowrap">
      {passes ? (
        <IconCheck size={16} color="var(--mantine-color-green-7)" aria-hidden />
      ) : (
        <IconX size={16} color="var(--mantine-color-red-7)" aria-hidden />
      )}
      <VisuallyHidden>
        {say(passes ? "builder.rehearsal.holds" : "builder.rehearsal.fails")}
      </VisuallyHidden>
      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
        <Code>{shown(value)}</Code>
        {than !== null && than !== undefined && <Code ml={6}>{shown(than)}</Code>}
        {error && ` ${error.message}`}
      </Text>
    </Group>
  ));
}

function shown(value: unknown): string {
  if (value === null || value === undefined || value === "") return "—";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

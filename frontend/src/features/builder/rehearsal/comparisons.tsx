import { Code, Group, Text, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import type { Shapes } from "../../../api/client";
import { useWords } from "../../../i18n/words";
import type { Condition } from "../definition";
import { comparisonLine } from "../naming";

const LONGEST = 80;

interface Props {
  parts: Shapes["ComparisonPreview"][];
  /** The condition they are of, to say what was compared. */
  when: Condition | undefined;
}

/** What each comparison of a condition saw, and whether it holds. */
export function Comparisons({ parts, when }: Props) {
  const say = useWords();
  return parts.map(({ path, value, passes, error }) => (
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
        {comparisonLine(comparisonAt(when, path), say)} <Code>{shown(value)}</Code>
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

/** Return the comparison at a path such as `/all/0/not`. */
function comparisonAt(when: Condition | undefined, path: string): Condition {
  const found = path
    .split("/")
    .filter(Boolean)
    .reduce<unknown>(
      (value, key) =>
        typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined,
      when,
    );
  return typeof found === "object" && found !== null ? found : {};
}

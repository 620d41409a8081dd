import { Badge, Code, Group, Stack, Text } from "@mantine/core";
import { type Say, useWords } from "../../../i18n/words";
import type { Condition, Draft, Json } from "../definition";
import { useDraft } from "../draft";
import { comparisonLine, leavesOf, namingOf, plain } from "../naming";
import { useFieldWords } from "../use-field-words";
import { BUNDLE, type Change, difference } from "./difference";

const TONES = { added: "accent", removed: "red", moved: "blue", changed: "gray" };

/** What differs between two drafts, in words: old → new. */
export function Changes({ before, after }: { before: Draft; after: Draft }) {
  const say = useWords();
  const drafting = useDraft();
  const sayField = useFieldWords(after);
  const changes = difference(before, after);
  const naming = namingOf(after, drafting, say);
  const wordsOf = (change: Change): string => {
    if (change.kind !== "changed") return naming.titleOf(change.step);
    if (change.owner === BUNDLE) return sayField(null, change.path);
    const owner = change.step ? naming.titleOf(change.step) : naming.triggerTitle();
    return `${owner} · ${sayField(change.step, change.path)}`;
  };
  const nameOf = (path: string, value: Json | undefined) => {
    const own = path === "connection" && drafting.connections.find(({ id }) => id === value);
    return own ? own.name : textOf(value, say);
  };
  if (changes.length === 0) return <Text size="sm">{say("builder.changes.none")}</Text>;
  return (
    <Stack component="ul" gap="xs" p={0} m={0} style={{ listStyle: "none" }}>
      {changes.map((change) => (
        <li key={`${change.kind}/${wordsOf(change)}`}>
          <Group gap="xs" wrap="nowrap" align="baseline">
            <Badge
              variant="light"
              tt="none"
              fw={500}
              color={TONES[change.kind]}
              flex="none"
              autoContrast
            >
              {say(`builder.changes.${change.kind}`)}
            </Badge>
            <Text size="sm" fw={500}>
              {wordsOf(change)}
            </Text>
          </Group>
          {change.kind === "changed" && (
            <Text size="sm" mt={2} style={{ overflowWrap: "anywhere" }}>
              <Code>{nameOf(change.path, change.old) || say("builder.changes.nothing")}</Code>
              {" → "}
              <Code>{nameOf(change.path, change.now) || say("builder.changes.nothing")}</Code>
            </Text>
          )}
        </li>
      ))}
    </Stack>
  );
}

const LONGEST = 300;

function textOf(value: Json | undefined, say: Say): string {
  if (value === undefined) return "";
  if (typeof value !== "object" || value === null) return plain(value);
  if (isCondition(value))
    return leavesOf(value)
      .map((one) => comparisonLine(one, say))
      .join("; ");
  return JSON.stringify(value).slice(0, LONGEST);
}

function isCondition(value: object): value is Condition {
  return ["all", "any", "not", "is"].some((name) => name in value);
}

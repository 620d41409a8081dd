import { Group, Stack, Text } from "@mantine/core";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { LoadingRows } from "../../../ui/loading";
import { State } from "../../../ui/state";
import { TextLink } from "../../../ui/text-link";
import { storyOf, toneOf } from "../model";
import type { FullRow } from "../queries";
import { Resend } from "../resend/resend";
import { useTitles } from "../use-titles";
import { statusWords } from "../words";
import { Attempts } from "./attempts";
import { Data } from "./data";
import { Facts } from "./facts";
import { KeptNote } from "./kept-note";
import { Remedy } from "./remedy";
import { StepList } from "./step-list";
import { SubjectRows } from "./subject-rows";

interface Props {
  row: FullRow;
  /** What was searched for. */
  term?: string;
  onOpen: (id: string) => void;
}

/** What became of one event: a sentence, what to do about it, then every step. */
export function RowStory({ row, term, onOpen }: Props) {
  const say = useWords();
  const format = useFormat();
  const titleOf = useTitles(row.version);
  const isRun = row.kind === "run";
  if (!titleOf) return <LoadingRows rows={5} height={48} />;
  const hasData = isRun && !row.confidential && !row.erased;
  const story = storyOf(row, (step) => titleOf(step).title);
  return (
    <Stack gap="md">
      <Group gap="sm">
        {isRun && <State tone={toneOf(row.status)}>{statusWords(row.status, say)}</State>}
        <Text size="sm" c="dimmed">
          {format.exact(row.finished_at)}
        </Text>
        {row.bundle && (
          <TextLink to="/bundles/$id" params={{ id: row.bundle ?? "" }}>
            {say("journal.open_bundle")}
          </TextLink>
        )}
        {row.kind === "system" && row.connection && (
          <TextLink to="/connections" search={{ connection: row.connection }}>
            {say("journal.open_connection")}
          </TextLink>
        )}
      </Group>
      <Text>{isRun ? say(story.key, story.values) : row.message}</Text>
      {row.error && <Remedy row={row} titleOf={titleOf} />}
      <Resend row={row} titleOf={titleOf} />
      <Attempts row={row} onOpen={onOpen} />
      <KeptNote row={row} />
      {hasData && (
        <Data title={say("journal.event")} value={row.trigger} openLevels={1} term={term} />
      )}
      {isRun && <StepList steps={row.steps} titleOf={titleOf} hasData={hasData} term={term} />}
      {row.subject && <SubjectRows row={row} subject={row.subject} />}
      <Facts row={row} />
    </Stack>
  );
}

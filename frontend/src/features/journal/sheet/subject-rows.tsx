import { Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { State } from "../../../ui/state";
import { TextLink } from "../../../ui/text-link";
import { toneOf } from "../model";
import { type FullRow, subjectQuery } from "../queries";
import { useBundleNames } from "../use-bundle-names";
import { statusWords } from "../words";

const SHOWN = 5;

interface Props {
  row: FullRow;
  subject: string;
}

/** Everything that happened to a person or a thing: the latest other runs, and the way to all. */
export function SubjectRows({ row, subject }: Props) {
  const say = useWords();
  const format = useFormat();
  const nameOf = useBundleNames();
  const { data } = useQuery(subjectQuery(subject));
  const others = data?.results.filter(({ id }) => id !== row.id).slice(0, SHOWN) ?? [];
  return (
    <Stack gap={4} component="section" aria-label={say("journal.of_subject", { subject })}>
      <TextLink fw={500} to="/journal" search={{ search: subject }}>
        {say("journal.of_subject", { subject })}
      </TextLink>
      {data && others.length === 0 && (
        <Text size="sm" c="dimmed">
          {say("journal.subject.no_others")}
        </Text>
      )}
      {others.map(({ id, bundle, status, kind, message, finished_at: at }) => (
        <Group key={id} gap="sm" wrap="nowrap">
          <Text size="sm" c="dimmed" style={{ whiteSpace: "nowrap" }}>
            {format.moment(at)}
          </Text>
          <TextLink
            truncate
            flex={1}
            from="/journal"
            to="/journal"
            search={(now) => ({ ...now, row: id })}
            resetScroll={false}
          >
            {kind === "run" ? nameOf(bundle) : message}
          </TextLink>
          {kind === "run" && <State tone={toneOf(status)}>{statusWords(status, say)}</State>}
        </Group>
      ))}
    </Stack>
  );
}

import { Alert, List, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { TextLink } from "../../../ui/text-link";
import { MissingList } from "./missing-list";
import { FATE_STATUS, FATE_WORDS, type Report } from "./report";

interface Props {
  report: Report;
  bundle: string | null;
}

/** What the source had and what became of it, in words; above all whether anything is missing. */
export function CheckReport({ report, bundle }: Props) {
  const say = useWords();
  const format = useFormat();
  const { from, to, source, fates, missing, missingCount, undated, isWhole, askedAt } = report;
  const isMissing = missingCount > 0;
  return (
    <Stack gap="xs">
      <Alert
        color={isMissing ? "red" : isWhole ? "green" : "yellow"}
        icon={isMissing ? <IconAlertTriangle aria-hidden /> : <IconCheck aria-hidden />}
        title={
          isMissing
            ? say("journal.check.missing", { count: missingCount })
            : say(isWhole ? "journal.check.none_missing" : "journal.check.none_missing_so_far")
        }
      >
        <Text size="sm">
          {say("journal.check.source_had", { count: source, days: format.dates(from, to) })}
        </Text>
        <List size="sm">
          {fates.map(({ fate, count }) => {
            const status = FATE_STATUS[fate];
            const words = say(FATE_WORDS[fate], { count });
            const isLink = count > 0 && bundle !== null && status !== undefined;
            return (
              <List.Item key={fate}>
                {isLink ? (
                  <TextLink to="/journal" search={{ bundle, from, to, status }}>
                    {words}
                  </TextLink>
                ) : (
                  words
                )}
              </List.Item>
            );
          })}
        </List>
      </Alert>
      {undated > 0 && <Text size="sm">{say("journal.check.undated", { count: undated })}</Text>}
      {!isWhole && <Text size="sm">{say("journal.check.cut")}</Text>}
      {isMissing && <MissingList missing={missing} count={missingCount} bundle={bundle} />}
      {askedAt && (
        <Text size="xs" c="dimmed">
          {say("journal.check.asked_at", { moment: format.exact(askedAt) })}
        </Text>
      )}
    </Stack>
  );
}

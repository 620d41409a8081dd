import { Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useFormat } from "../../../i18n/format";
import { type Say, useWords } from "../../../i18n/words";
import { TextLink } from "../../../ui/text-link";
import classes from "./check-report.module.css";
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
  const { from, to, source, missing, missingCount, askedAt } = report;
  const isMissing = missingCount > 0;
  return (
    <Stack gap="xs">
      <Group gap="xs" wrap="nowrap" className={classes.verdict} data-bad={isMissing || undefined}>
        {isMissing ? <IconAlertTriangle aria-hidden /> : <IconCircleCheck aria-hidden />}
        <Text fw={600} c="var(--mantine-color-text)">
          {verdictOf(report, say)}
        </Text>
      </Group>
      <Text size="sm">
        {say("journal.check.source_had", { count: source, days: format.dates(from, to) })}
      </Text>
      {source > 0 && <Fates report={report} bundle={bundle} />}
      <Doubts report={report} />
      {isMissing && (
        <MissingList missing={missing} count={missingCount} bundle={bundle} from={from} />
      )}
      {askedAt && (
        <Text size="xs" c="dimmed">
          {say("journal.check.asked_at", { moment: format.exact(askedAt) })}
        </Text>
      )}
    </Stack>
  );
}

function verdictOf({ missingCount, isWhole }: Report, say: Say): string {
  if (missingCount > 0) return say("journal.check.missing", { count: missingCount });
  return say(isWhole ? "journal.check.none_missing" : "journal.check.none_missing_so_far");
}

/** What the source did not tell. */
function Doubts({ report: { undated, hasDates, isWhole, trouble } }: Pick<Props, "report">) {
  const say = useWords();
  return (
    <>
      {trouble && <Text size="sm">{trouble}</Text>}
      {!isWhole && !trouble && <Text size="sm">{say("journal.check.cut")}</Text>}
      {!hasDates && <Text size="sm">{say("journal.check.no_dates")}</Text>}
      {hasDates && undated > 0 && (
        <Text size="sm">{say("journal.check.undated", { count: undated })}</Text>
      )}
    </>
  );
}

/** What became of the records, each with the way to their rows. */
function Fates({ report, bundle }: Props) {
  const say = useWords();
  const format = useFormat();
  const { from, to, fates } = report;
  return (
    <dl className={classes.fates}>
      {fates.map(({ fate, count }) => {
        const status = FATE_STATUS[fate];
        return (
          <div key={fate} className={classes.fate}>
            <dt>
              {count > 0 && bundle && status ? (
                <TextLink to="/journal" search={{ bundle, from, to, status }}>
                  {say(FATE_WORDS[fate])}
                </TextLink>
              ) : (
                say(FATE_WORDS[fate])
              )}
            </dt>
            <dd>{format.number(count)}</dd>
          </div>
        );
      })}
    </dl>
  );
}

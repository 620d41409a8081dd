import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { spanBefore } from "../days";
import { figuresOf } from "../figures";
import { isNothing } from "../model";
import type { Counts, Volume } from "../queries";
import { transactionsQuery, volumeQuery } from "../queries";
import type { View } from "../use-view";
import classes from "./figures.module.css";

interface Props {
  view: View;
  counts?: Counts;
  volume?: Volume;
}

/** The numbers of the whole period, each beside how it was before. */
export function Figures({ view: { asked, span, today }, counts, volume }: Props) {
  const say = useWords();
  const format = useFormat();
  const days = spanBefore(span, today);
  const enabled = days !== null;
  const earlier = { ...asked, ...(days ?? span), by: "month" as const };
  const { data: countsBefore } = useQuery({ ...transactionsQuery(earlier), enabled });
  const { data: volumeBefore } = useQuery({ ...volumeQuery(earlier), enabled });
  const before = enabled ? { counts: countsBefore?.totals, volume: volumeBefore?.totals } : {};
  const figures = figuresOf({ counts, volume }, before, format, say);
  const isCompared = countsBefore !== undefined && !isNothing(countsBefore.totals);
  return (
    <div>
      <dl className={classes.figures}>
        {figures.map(({ name, value, more, isBad }) => (
          <div key={name} className={classes.figure}>
            <dt>{say(name)}</dt>
            <dd className={classes.value} data-bad={isBad || undefined}>
              {value}
            </dd>
            {more && <dd className={classes.more}>{more}</dd>}
          </div>
        ))}
      </dl>
      {days && isCompared && (
        <Text size="xs" c="dimmed" mt={6}>
          {say("analytics.compared", { days: format.dates(days.from, days.to) })}
        </Text>
      )}
    </div>
  );
}

import { Checkbox } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { memo } from "react";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { Marked } from "../../../ui/marked";
import { State } from "../../../ui/state";
import { isMoment, lengthMs, toneOf } from "../model";
import type { LightRow } from "../queries";
import { statusWords } from "../words";
import { Dots } from "./dots";
import classes from "./rows.module.css";

interface Props {
  row: LightRow;
  bundle: string;
  /** What was searched for. */
  term?: string;
  isOpen: boolean;
  /** Undefined where rows can't be selected. */
  isSelected?: boolean;
  onSelect: (row: LightRow, isSelected: boolean) => void;
}

/** One row of the journal: a run, what the system or a person did, or a poll without news. */
export const RowLine = memo(function RowLine(props: Props) {
  const { row, bundle, term, isOpen, isSelected, onSelect } = props;
  const say = useWords();
  const format = useFormat();
  const isRun = row.kind === "run";
  const keyWords = (key: string | null) => (isMoment(key) ? format.exact(key) : (key ?? ""));
  return (
    <div className={classes.row} data-kind={row.kind} data-open={isOpen || undefined}>
      <span className={classes.check}>
        {isSelected !== undefined && (
          <Checkbox
            size="xs"
            checked={isSelected}
            aria-label={say("journal.select", { bundle, time: format.time(row.finished_at) })}
            onChange={(event) => onSelect(row, event.currentTarget.checked)}
          />
        )}
      </span>
      <span className={`${classes.time} ${classes.quiet}`} title={format.exact(row.finished_at)}>
        {format.time(row.finished_at)}
      </span>
      <Link
        from="/journal"
        to="/journal"
        search={(now) => ({ ...now, row: row.id })}
        resetScroll={false}
        className={classes.bundle}
        data-row={row.id}
      >
        {bundle}
      </Link>
      <span className={`${classes.subject} ${classes.short}`}>
        {isRun ? <Marked text={row.subject ?? keyWords(row.key)} term={term} /> : row.message}
        {row.kind === "empty" && row.bytes_in + row.bytes_out > 0 && (
          <span> · {format.bytes(row.bytes_in + row.bytes_out)}</span>
        )}
      </span>
      <span className={classes.steps}>{isRun && <Dots steps={row.steps} />}</span>
      <span className={classes.result}>
        {isRun && <State tone={toneOf(row.status)}>{statusWords(row.status, say)}</State>}
        {isRun && row.error && (
          <span className={`${classes.short} ${classes.quiet}`}>{row.error.message}</span>
        )}
      </span>
      <span className={classes.number} title={say("journal.column.duration")}>
        {isRun && format.duration(lengthMs(row))}
      </span>
      <span className={classes.number} title={say("journal.column.transactions")}>
        {isRun && format.number(row.transactions)}
      </span>
      <span className={`${classes.number} ${classes.quiet}`}>
        {row.attempt > 1 && say("journal.attempt.short", { n: row.attempt })}
      </span>
    </div>
  );
});

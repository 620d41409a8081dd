import { Text, useMatches } from "@mantine/core";
import { type KeyboardEvent, useCallback, useMemo } from "react";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { LongList } from "../../../ui/long-list";
import { type Found, laidOut, lineAt } from "../found";
import { isResendable } from "../model";
import type { LightRow } from "../queries";
import { DayHeading } from "./day-heading";
import { RowLine } from "./row-line";
import classes from "./rows.module.css";

interface Props {
  found: Found;
  /** What was searched for. */
  term?: string;
  nameOf: (row: LightRow) => string;
  open?: string;
  selected: ReadonlySet<string> | null;
  onSelect: (row: LightRow, isSelected: boolean) => void;
  /** Undefined when there are no older rows. */
  onMore?: () => void;
}

const WIDE = { day: 44, also: 44, run: 42, system: 42, empty: 30 };
const NARROW = { day: 44, also: 44, run: 83, system: 59, empty: 59 };

/** The rows under the days they ended on. */
export function Rows({ found, term, nameOf, open, selected, onSelect, onMore }: Props) {
  const say = useWords();
  const format = useFormat();
  const layout = useMemo(() => laidOut(found, format.day), [found, format]);
  const heights = useMatches({ base: NARROW, md: WIDE });
  const heightAt = useCallback(
    (at: number) => {
      const line = lineAt(layout, at);
      return heights[line?.kind === "row" ? line.row.kind : (line?.kind ?? "run")];
    },
    [layout, heights],
  );
  const keyAt = useCallback((at: number) => lineAt(layout, at)?.key ?? "", [layout]);

  return (
    <>
      <ColumnNames />
      <LongList
        label={say("journal.title")}
        count={layout.count}
        heightAt={heightAt}
        keyAt={keyAt}
        onMore={onMore}
        onKeyDown={stepThrough}
      >
        {(at) => {
          const line = lineAt(layout, at);
          if (!line) return null;
          if (line.kind === "day") return <DayHeading day={line.day} />;
          if (line.kind === "also")
            return (
              <Text size="sm" className={classes.also}>
                {say("journal.search.also")}
              </Text>
            );
          const { row } = line;
          return (
            <RowLine
              row={row}
              bundle={nameOf(row)}
              term={term}
              isOpen={row.id === open}
              isSelected={selected && isResendable(row) ? selected.has(row.id) : undefined}
              onSelect={onSelect}
            />
          );
        }}
      </LongList>
    </>
  );
}

/** What the columns are; each row says it by itself to those who don't see them. */
function ColumnNames() {
  const say = useWords();
  return (
    <div className={classes.head} aria-hidden>
      <span />
      <span>{say("journal.column.time")}</span>
      <span>{say("journal.column.bundle")}</span>
      <span>{say("journal.column.subject")}</span>
      <span>{say("journal.column.steps")}</span>
      <span>{say("journal.column.result")}</span>
      <span className={classes.number}>{say("journal.column.duration")}</span>
      <span className={classes.number}>{say("journal.column.transactions_short")}</span>
      <span />
    </div>
  );
}

/** Let the arrow keys walk from row to row. */
function stepThrough(event: KeyboardEvent<HTMLUListElement>): void {
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  const here = event.target;
  if (!step || !(here instanceof HTMLAnchorElement)) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLAnchorElement>("a[data-row]")];
  const next = links[links.indexOf(here) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

import { Button, Center, Text } from "@mantine/core";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useMemo, useRef } from "react";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { isResendable, type Line, linesOf } from "../model";
import type { LightRow } from "../queries";
import { RowLine } from "./row-line";
import classes from "./rows.module.css";

interface Props {
  rows: readonly LightRow[];
  nameOf: (bundle: string | null) => string;
  open?: string;
  selected: ReadonlySet<string> | null;
  onSelect: (row: LightRow, isSelected: boolean) => void;
  /** Undefined when there are no older rows. */
  onMore?: () => void;
}

const HEIGHTS = { day: 44, row: 43 };
const AHEAD = 20;
const DAY_MS = 24 * 3600 * 1000;

/** The rows, of which only those on the screen are drawn. */
export function Rows({ rows, nameOf, open, selected, onSelect, onMore }: Props) {
  const say = useWords();
  const format = useFormat();
  const list = useRef<HTMLUListElement>(null);
  const today = format.day(new Date());
  const yesterday = format.day(new Date(Date.now() - DAY_MS));
  const headings = new Map([
    [today, say("journal.today", { day: today })],
    [yesterday, say("journal.yesterday", { day: yesterday })],
  ]);
  const lines = useMemo(() => linesOf(rows, format.day), [rows, format]);
  const virtual = useWindowVirtualizer({
    count: lines.length,
    estimateSize: (at) => HEIGHTS[lines[at]?.kind ?? "row"],
    overscan: AHEAD,
    scrollMargin: list.current?.offsetTop ?? 0,
    getItemKey: (at) => keyOf(lines[at]),
  });
  const shown = virtual.getVirtualItems();
  const reached = shown.at(-1)?.index ?? 0;

  useEffect(() => {
    if (reached >= lines.length - AHEAD) onMore?.();
  }, [reached, lines.length, onMore]);

  return (
    <>
      <ColumnNames />
      <ul
        ref={list}
        aria-label={say("journal.title")}
        className={classes.list}
        style={{ height: virtual.getTotalSize() }}
        onKeyDown={stepThrough}
      >
        {shown.map((item) => {
          const line = lines[item.index];
          if (!line) return null;
          return (
            <li
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              style={{
                transform: `translateY(${item.start - virtual.options.scrollMargin}px)`,
              }}
            >
              {line.kind === "day" ? (
                <Text size="sm" className={classes.day}>
                  {headings.get(line.day) ?? line.day}
                </Text>
              ) : (
                <RowLine
                  row={line.row}
                  bundle={nameOf(line.row.bundle)}
                  isOpen={line.row.id === open}
                  isSelected={
                    selected && isResendable(line.row) ? selected.has(line.row.id) : undefined
                  }
                  onSelect={onSelect}
                />
              )}
            </li>
          );
        })}
      </ul>
      {onMore && (
        <Center py="md">
          <Button variant="subtle" onClick={onMore}>
            {say("journal.older")}
          </Button>
        </Center>
      )}
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

function keyOf(line: Line | undefined): string {
  if (!line) return "";
  return line.kind === "day" ? line.day : line.row.id;
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

import { Button, Center } from "@mantine/core";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useWords } from "../../../i18n/words";
import type { Row } from "../model";
import { RowLine } from "./row-line";
import classes from "./rows.module.css";
import { walk } from "./walk";

interface Props {
  rows: readonly Row[];
  groupNames: ReadonlyMap<string, string>;
  selected: ReadonlySet<string>;
  onSelect: (id: string, isRange: boolean) => void;
  /** Undefined when there are no older bundles. */
  onMore?: () => void;
}

const HEIGHT = 62;
const AHEAD = 8;

/** The bundles, of which only those on the screen are drawn. */
export function Rows({ rows, groupNames, selected, onSelect, onMore }: Props) {
  const say = useWords();
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => HEIGHT,
    overscan: AHEAD,
    scrollMargin: top,
    getItemKey: (at) => rows[at]?.id ?? at,
  });
  const shown = virtual.getVirtualItems();
  const reached = shown.at(-1)?.index ?? 0;

  // What stands above the list (tabs, first steps) comes and goes.
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0));

  useEffect(() => {
    if (reached >= rows.length - AHEAD) onMore?.();
  }, [reached, rows.length, onMore]);

  return (
    <>
      <ul
        ref={list}
        aria-label={say("bundles.title")}
        className={classes.list}
        style={{ height: virtual.getTotalSize() }}
        onKeyDown={walk}
      >
        {shown.map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return (
            <li
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              style={{ transform: `translateY(${item.start - top}px)` }}
            >
              <RowLine
                row={row}
                groupName={row.group ? (groupNames.get(row.group) ?? null) : null}
                isSelected={selected.has(row.id)}
                onSelect={onSelect}
              />
            </li>
          );
        })}
      </ul>
      {onMore && (
        <Center py="md">
          <Button variant="subtle" onClick={onMore}>
            {say("bundles.older")}
          </Button>
        </Center>
      )}
    </>
  );
}

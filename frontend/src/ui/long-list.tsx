import { Button, Center } from "@mantine/core";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useWords } from "../i18n/words";
import classes from "./long-list.module.css";

interface Props {
  label: string;
  count: number;
  /** Pixels, as near as can be: a line of another height moves all below it once it is seen. */
  heightAt: (at: number) => number;
  keyAt: (at: number) => string;
  /** Undefined when there is nothing more to bring, or it is on its way. */
  onMore?: () => void;
  onKeyDown?: (event: KeyboardEvent<HTMLUListElement>) => void;
  children: (at: number) => ReactNode;
}

const AHEAD = 16;

/** A list of any length, of which only what is on the screen is drawn; more comes as one scrolls. */
export function LongList({ label, count, heightAt, keyAt, onMore, onKeyDown, children }: Props) {
  const say = useWords();
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  const virtual = useWindowVirtualizer({
    count,
    estimateSize: heightAt,
    overscan: AHEAD,
    scrollMargin: top,
    getItemKey: keyAt,
  });
  const shown = virtual.getVirtualItems();
  const reached = shown.at(-1)?.index ?? 0;

  // What stands above the list comes and goes.
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0));

  useEffect(() => {
    if (reached >= count - AHEAD) onMore?.();
  }, [reached, count, onMore]);

  return (
    <>
      <ul
        ref={list}
        aria-label={label}
        className={classes.list}
        style={{ height: virtual.getTotalSize() }}
        onKeyDown={onKeyDown}
      >
        {shown.map(({ key, index, start }) => (
          <li
            key={key}
            ref={virtual.measureElement}
            data-index={index}
            style={{ transform: `translateY(${start - top}px)` }}
          >
            {children(index)}
          </li>
        ))}
      </ul>
      {onMore && (
        <Center py="md">
          <Button variant="subtle" onClick={onMore}>
            {say("ui.list.older")}
          </Button>
        </Center>
      )}
    </>
  );
}

/** New rows of the journal, handed on as they come to whoever listens. */
import { useEffect, useEffectEvent } from "react";
import type { Shapes } from "./client";

/** The newest rows and how many more came with them; null when only the server can say. */
export type RowsNews = Shapes["JournalNewsShape"] | null;

const listeners = new Set<(news: RowsNews) => void>();

/** Hand rows on to everybody who listens. */
export function announceRows(news: RowsNews): void {
  for (const hear of listeners) hear(news);
}

/** Hear of rows that came since the page was read. */
export function useNewRows(hear: (news: RowsNews) => void): void {
  const onNews = useEffectEvent(hear);
  useEffect(() => {
    const listener = (news: RowsNews) => onNews(news);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, []);
}

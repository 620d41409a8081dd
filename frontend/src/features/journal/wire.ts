/** What the server answers to questions that its schema does not tell of yet. */
import { manners } from "../../api/client";
import type { LightRow } from "./queries";

/** How far a search in the data has come. */
export interface SearchState {
  by: "key" | "text";
  searched_to: string | null;
  done: boolean;
}

export interface RowsPage {
  results: LightRow[];
  next?: string | null;
  search?: SearchState | null;
}

export interface Count {
  /** Null when only looking through everything would tell. */
  count: number | null;
  exact: boolean;
}

export interface OnItsWay {
  run: string;
  status: "queued" | "running" | "waiting" | "held" | "duplicate";
  due_at: string | null;
}

/** What of a row was kept, and whether its event is being tried again. */
export interface Kept {
  masked?: boolean;
  confidential?: boolean;
  erased?: boolean;
  on_its_way?: OnItsWay | null;
}

interface Question {
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  signal?: AbortSignal;
}

/** Ask the server by address; throws what it refused with. */
export async function ask<Answer>(method: "GET" | "POST", path: string, question: Question) {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(question.query ?? {})) {
    if (value !== undefined) asked.set(name, String(value));
  }
  const response = await fetch(`${path}${asked.size > 0 ? `?${asked}` : ""}`, {
    method,
    headers: {
      ...manners(method !== "GET"),
      ...(question.body ? { "Content-Type": "application/json" } : {}),
    },
    body: question.body ? JSON.stringify(question.body) : null,
    signal: question.signal ?? null,
  });
  const said: unknown = await response.json();
  if (!response.ok) throw said;
  return said as Answer;
}

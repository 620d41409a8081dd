/** Lists that are offered whole to choose from, however many pages that takes. */
import { queryOptions } from "@tanstack/react-query";
import { language } from "../i18n/words";
import { type Shapes, server } from "./client";

const MOST = 200;

interface Page<One> {
  results: One[];
  next?: string | null;
}

/** Every connection of the workspace. */
export const everyConnectionQuery = () =>
  queryOptions({
    // Under the same path as every list of connections, so that what renews those renews this.
    queryKey: ["get", "/api/v1/connections", "every"],
    queryFn: ({ signal }) =>
      every<Shapes["ConnectionShape"]>((query) =>
        server.GET("/api/v1/connections", { params: { query }, signal }),
      ),
  });

/** Every group of the workspace, in the order of their names. */
export const everyGroupQuery = () =>
  queryOptions({
    queryKey: ["get", "/api/v1/groups", "every"],
    queryFn: ({ signal }) =>
      every<Shapes["GroupShape"]>((query) =>
        server.GET("/api/v1/groups", { params: { query }, signal }),
      ),
    select: inOrder,
  });

function inOrder<One extends { name: string }>(found: readonly One[]): One[] {
  return found.toSorted((a, b) => a.name.localeCompare(b.name, language(), { numeric: true }));
}

/** Read the pages of a list one after the other. */
export async function every<One>(
  ask: (query: {
    limit: number;
    cursor?: string;
  }) => Promise<{ data?: Page<One>; error?: unknown }>,
): Promise<One[]> {
  const found: One[] = [];
  let cursor: string | undefined;
  do {
    const { data, error } = await ask({ limit: MOST, cursor });
    if (!data) throw error;
    found.push(...data.results);
    cursor = cursorOf(data.next);
  } while (cursor);
  return found;
}

/** Return where the next page begins. */
export function cursorOf(next: string | null | undefined): string | undefined {
  return next
    ? (new URL(next, location.origin).searchParams.get("cursor") ?? undefined)
    : undefined;
}

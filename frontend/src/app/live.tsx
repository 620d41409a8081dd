import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { listen } from "../api/live";
import { isStale, type News, staleBy } from "../api/news";

const AT_MOST_EACH_MS = 1_000;

/** Keeps what is on the screen as the server has it, as long as this stands. */
export function Live({ workspace }: { workspace: string }) {
  const cache = useQueryClient();
  useEffect(() => {
    const refresh = refresher(cache);
    const stop = listen(workspace, (news) => {
      keepJobs(cache, news);
      refresh.ask(staleBy(news));
    });
    return () => {
      stop();
      refresh.stop();
    };
  }, [cache, workspace]);
  return null;
}

/** Jobs come whole, so their progress needs no further question. */
function keepJobs(cache: QueryClient, news: News): void {
  if (news.event !== "jobs") return;
  for (const job of news.data.rows) {
    cache.setQueryData(["get", "/api/v1/jobs/{id}", { params: { path: { id: job.id } } }], job);
  }
}

/** Gathers what is stale and reads it again, at most once a second however much happens. */
function refresher(cache: QueryClient) {
  const stale = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    const addresses = new Set(stale);
    stale.clear();
    cache.invalidateQueries({ predicate: ({ queryKey }) => isStale(queryKey, addresses) });
  };
  return {
    ask(addresses: readonly string[]): void {
      for (const address of addresses) stale.add(address);
      timer ??= setTimeout(flush, AT_MOST_EACH_MS);
    },
    stop(): void {
      clearTimeout(timer);
    },
  };
}

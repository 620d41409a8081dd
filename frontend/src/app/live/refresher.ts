/** Has answers that changed read anew, at most once a second however much changes. */
import type { QueryClient } from "@tanstack/react-query";
import { isOld, type News, NOTHING, touchedBy } from "./touched";

const REST_MS = 1_000;

/** Return what takes news; the first are acted on at once, those that follow are gathered. */
export function newRefresher(cache: Pick<QueryClient, "invalidateQueries">): (news: News) => void {
  let old = NOTHING;
  let isBusy = false;

  const refresh = async () => {
    isBusy = true;
    while (old !== NOTHING) {
      const now = old;
      old = NOTHING;
      await cache.invalidateQueries({ predicate: ({ queryKey }) => isOld(now, queryKey) });
      await new Promise((rested) => setTimeout(rested, REST_MS));
    }
    isBusy = false;
  };

  return (news) => {
    const more = touchedBy(news, old);
    if (!more.everything && more.paths.size + more.ids.size + more.nouns.size === 0) return;
    old = more;
    if (!isBusy) void refresh();
  };
}

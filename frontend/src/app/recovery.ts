/** What failed while the server was away is asked again once it answers, as the page promises. */
import type { QueryClient } from "@tanstack/react-query";
import { brokenParts, type Health, healthQuery } from "../api/health";
import { isPassing, problemOf } from "../api/problems";

/** Look at the server's health as soon as something fails, and ask again once that is restored. */
export function watchRecovery(cache: QueryClient): void {
  const { queryKey } = healthQuery();
  let wasIll = false;
  const told = (isNow: boolean) => {
    if (wasIll && !isNow) void askAgain(cache);
    wasIll = isNow;
  };
  cache.getQueryCache().subscribe((event) => {
    if (event.type !== "updated") return;
    const { action, query } = event;
    const isHealth = query.queryKey[0] === queryKey[0];
    if (isHealth && action.type === "error") told(true);
    if (isHealth && action.type === "success") told(isIll(cache.getQueryData(queryKey)));
    if (!isHealth && action.type === "error" && isPassing(problemOf(action.error)))
      void cache.refetchQueries({ queryKey, type: "active" }, { cancelRefetch: false });
  });
}

function isIll(health: Health | undefined): boolean {
  return health !== undefined && brokenParts(health).length > 0;
}

function askAgain(cache: QueryClient): Promise<void> {
  return cache.refetchQueries({
    type: "active",
    predicate: ({ state }) => state.status === "error" && isPassing(problemOf(state.error)),
  });
}

/** The session may end while one works: then one signs in again and is back on the very page. */
import type { QueryClient } from "@tanstack/react-query";
import { server } from "../api/client";
import { meQuery } from "../api/me";
import type { newRouter } from "./router";

const UNAUTHORIZED = 401;

/** Lead to the sign-in whenever the server says that nobody is signed in any more. */
export function watchSessionEnd(router: ReturnType<typeof newRouter>, cache: QueryClient): void {
  const { queryKey } = meQuery();
  let isLeaving = false;
  const leave = async () => {
    isLeaving = true;
    const next = router.state.location.href;
    await router.navigate({ to: "/sign-in", search: { next }, replace: true });
    // Not before: what is still on the screen asks who one is.
    cache.removeQueries({ queryKey });
    isLeaving = false;
  };
  server.use({
    onResponse({ response }) {
      // Somebody not signed in yet is led there by the route itself.
      const wasIn = cache.getQueryData(queryKey) !== undefined;
      if (response.status === UNAUTHORIZED && wasIn && !isLeaving) void leave();
    },
  });
}

/** Going from one workspace to another: nothing of the former stays on the screen. */
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { workIn } from "../../api/client";
import { meQuery } from "../../api/me";

export function useEnterWorkspace(): (id: string) => Promise<void> {
  const cache = useQueryClient();
  const router = useRouter();
  return async (id) => {
    workIn(id);
    await cache.fetchQuery({ ...meQuery(), staleTime: 0 });
    await router.navigate({ to: "/bundles" });
    await cache.resetQueries({ predicate: ({ queryKey }) => queryKey[1] !== "/api/v1/me" });
    await router.invalidate();
  };
}

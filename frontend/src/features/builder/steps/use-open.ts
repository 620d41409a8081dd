/** Which step is in the panel: it is in the page's address. */
import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";

const route = getRouteApi("/shell/bundles/$id");

export interface Opening {
  openId: string | null;
  /** Where in the step to put the cursor. */
  field: string | null;
  open: (id: string, field?: string) => void;
  close: () => void;
}

export function useOpening(): Opening {
  const { step, field } = route.useSearch();
  const navigate = route.useNavigate();
  const open = useCallback(
    (id: string, at?: string) =>
      void navigate({ search: (now) => ({ ...now, step: id, field: at }), replace: true }),
    [navigate],
  );
  const close = useCallback(
    () =>
      void navigate({
        search: (now) => ({ ...now, step: undefined, field: undefined }),
        replace: true,
      }),
    [navigate],
  );
  return { openId: step ?? null, field: field ?? null, open, close };
}

/** The stream of changes, as the server sends them. */
import { workspaceId } from "../../api/client";
import type { News } from "./touched";

const KINDS = ["journal", "bundles", "connections", "alerts", "jobs"] as const;

export interface Hearing {
  onOpen: () => void;
  /** The line is gone; the browser opens it again by itself unless it is closed. */
  onBroken: (isClosed: boolean) => void;
  onNews: (news: News, position: string) => void;
}

/** Listen from a position on, or from now; returns how to stop. */
export function listen(since: string | null, hearing: Hearing): () => void {
  const query = new URLSearchParams();
  const workspace = workspaceId();
  if (workspace) query.set("workspace", workspace);
  if (since) query.set("since", since);
  const source = new EventSource(`/api/v1/events?${query}`);
  source.onopen = hearing.onOpen;
  source.onerror = () => hearing.onBroken(source.readyState === EventSource.CLOSED);
  for (const kind of KINDS) {
    source.addEventListener(kind, ({ data, lastEventId }) =>
      hearing.onNews({ [kind]: JSON.parse(data) }, lastEventId),
    );
  }
  source.addEventListener("reset", ({ lastEventId }) =>
    hearing.onNews({ reset: true }, lastEventId),
  );
  return () => source.close();
}

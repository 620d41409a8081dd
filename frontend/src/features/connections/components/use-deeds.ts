/** What one does with a connection, with the words that say how it went. */
import { useQueryClient } from "@tanstack/react-query";
import { api } from "../../../api/client";
import { useWords } from "../../../i18n/words";
import { tell, tellFailure } from "../../../ui/notice";
import type { Connection } from "../model";
import { refreshConnections } from "../queries";

export function useTest(connection: Connection) {
  const say = useWords();
  const cache = useQueryClient();
  const { id, name } = connection;
  const testing = api.useMutation("post", "/api/v1/connections/{id}/test", {
    onSuccess: async (verdict) => {
      await refreshConnections(cache);
      const { ok, account, code, message } = verdict;
      if (!ok)
        tellFailure({ code, detail: `${name}: ${message}`, status: 0, title: "", errors: [] });
      else if (account) tell(say("connections.tested.account", { name, account }));
      else tell(`${name}: ${message}`);
    },
    onError: tellFailure,
  });
  return { isPending: testing.isPending, test: () => testing.mutate({ params: { path: { id } } }) };
}

export function useRefresh(connection: Connection) {
  const say = useWords();
  const cache = useQueryClient();
  const { id, name } = connection;
  const refreshing = api.useMutation("post", "/api/v1/connections/{id}/refresh", {
    onSuccess: async () => {
      await refreshConnections(cache);
      tell(say("connections.refreshed", { name }));
    },
    onError: tellFailure,
  });
  return {
    isPending: refreshing.isPending,
    refresh: () => refreshing.mutate({ params: { path: { id } } }),
  };
}

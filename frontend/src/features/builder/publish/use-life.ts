/** Publishing, starting, pausing and running a bundle: what follows in what the screen knows. */
import { useQueryClient } from "@tanstack/react-query";
import { api } from "../../../api/client";
import { useWords } from "../../../i18n/words";
import { tell, tellFailure } from "../../../ui/notice";
import { type Bundle, bundleQuery } from "../queries";

export function useLife(id: string) {
  const say = useWords();
  const cache = useQueryClient();
  const keep = (bundle: Bundle) => {
    cache.setQueryData(bundleQuery(id).queryKey, bundle);
    void cache.invalidateQueries({ queryKey: ["get", "/api/v1/bundles"] });
    void cache.invalidateQueries({ queryKey: ["get", "/api/v1/bundles/{id}/versions"] });
  };
  const publish = api.useMutation("post", "/api/v1/bundles/{id}/publish", { onSuccess: keep });
  const start = api.useMutation("post", "/api/v1/bundles/{id}/start", {
    onSuccess: (bundle) => {
      keep(bundle);
      tell(say("builder.life.started"));
    },
  });
  const pause = api.useMutation("post", "/api/v1/bundles/{id}/pause", {
    onSuccess: (bundle) => {
      keep(bundle);
      tell(say("builder.life.paused"));
    },
    onError: tellFailure,
  });
  const run = api.useMutation("post", "/api/v1/bundles/{id}/run", {
    onSuccess: ({ run: made }) => tell(say(made ? "builder.life.ran" : "builder.life.polled")),
    onError: tellFailure,
  });
  return { publish, start, pause, run };
}

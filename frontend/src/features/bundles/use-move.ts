import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useWords } from "../../i18n/words";
import { tell, tellFailure } from "../../ui/notice";
import { bulk, change } from "./deeds";
import { failuresOf, type Row } from "./model";
import { refreshLists } from "./queries";
import { useAsk } from "./questions";

interface Place {
  id: string | null;
  name: string;
}

/** Move bundles to a group, which may have to be made first; the notice has the way back. */
export function useMove(rows: readonly Row[], onDone: () => void) {
  const say = useWords();
  const ask = useAsk();
  const cache = useQueryClient();
  const moveBack = async () => {
    try {
      for (const { id, group } of rows) await change(id, { group });
    } catch (error) {
      tellFailure(error);
    }
    await refreshLists(cache);
  };
  return useMutation({
    mutationFn: async (choose: () => Promise<Place>) => {
      const place = await choose();
      const ids = rows.map(({ id }) => id);
      return { place, results: await bulk(ids, { do: "move", group: place.id }) };
    },
    onSuccess: ({ place, results }) => {
      onDone();
      const names = new Map(rows.map(({ id, name }) => [id, name]));
      const failures = failuresOf(results, (id) => names.get(id) ?? id);
      const count = results.length - failures.length;
      const told = place.id ? "bundles.told.moved" : "bundles.told.ungrouped";
      if (count > 0) tell(say(told, { count, group: place.name }), moveBack);
      if (failures.length > 0) ask({ what: "failures", failures });
    },
    onSettled: () => refreshLists(cache),
  });
}

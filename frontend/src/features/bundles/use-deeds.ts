import { useQueryClient } from "@tanstack/react-query";
import { problemOf } from "../../api/problems";
import { useWords } from "../../i18n/words";
import { tell } from "../../ui/notice";
import * as deeds from "./deeds";
import { isMoving, type Row } from "./model";
import { startFactsQuery } from "./queries";
import { useAsk } from "./questions";
import { useAct } from "./use-act";

export interface Deeds {
  isActing: boolean;
  start: () => void;
  pause: () => void;
  copy: () => void;
  trash: () => void;
  restore: () => void;
  runNow: () => void;
  rename: (name: string) => void;
}

/** What can be done to one bundle; each deed says how it went, with the way back where there is one. */
export function useDeeds(row: Row): Deeds {
  const say = useWords();
  const ask = useAsk();
  const cache = useQueryClient();
  const { id, name } = row;
  const { act, isActing } = useAct((error) => {
    const refusal = problemOf(error);
    if (["not_published", "connections_are_gone"].includes(refusal.code)) {
      ask({ what: "unready", row, refusal });
      return true;
    }
    if (refusal.code === "run_until_passed") ask({ what: "until", row, refusal });
    return refusal.code === "run_until_passed";
  });

  const start = () => {
    if (row.version === null) return ask({ what: "unready", row, refusal: null });
    act(async () => {
      const facts = await cache.fetchQuery(startFactsQuery(row));
      if (facts.waiting > 0 || facts.isFirst) return ask({ what: "start", row, facts });
      await deeds.start(id);
      tell(say("bundles.told.started", { name }));
    });
  };

  return {
    isActing,
    start,
    pause: () =>
      act(async () => {
        await deeds.pause(id);
        tell(say("bundles.told.paused", { name }));
      }),
    copy: () =>
      act(async () => {
        tell(say("bundles.told.copied", { name: await deeds.copy(id) }));
      }),
    trash: () =>
      act(async () => {
        await deeds.trash(id);
        const undo = () => act(() => deeds.untrash(row, isMoving(row)));
        tell(say("bundles.told.trashed", { name }), undo);
      }),
    restore: () =>
      act(async () => {
        await deeds.restore(id);
        tell(say("bundles.told.restored", { name }));
      }),
    runNow: () =>
      act(async () => {
        await deeds.runNow(id);
        const isPolling = row.trigger.kind === "polling";
        tell(say(isPolling ? "bundles.told.polling" : "bundles.told.run", { name }));
      }),
    rename: (next) => act(() => deeds.change(id, { name: next })),
  };
}

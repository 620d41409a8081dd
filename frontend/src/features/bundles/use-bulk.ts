import { useState } from "react";
import type { Key } from "../../i18n/words";
import { useWords } from "../../i18n/words";
import { tell } from "../../ui/notice";
import { type BulkDeed, bulk } from "./deeds";
import { failuresOf, isMoving, type Row } from "./model";
import { useAsk } from "./questions";
import { useAct } from "./use-act";

type Deed = Exclude<BulkDeed, "move">;

interface Bulk {
  run: (deed: Deed) => void;
  /** How many are done; null while nothing is being done. */
  progress: number | null;
}

const DONE: Record<Deed, Key> = {
  start: "bundles.bulk.started",
  pause: "bundles.bulk.paused",
  delete: "bundles.bulk.trashed",
  restore: "bundles.bulk.restored",
};

/** Do one thing to many bundles; those that refuse are told of by name. */
export function useBulk(rows: readonly Row[], onDone: () => void): Bulk {
  const say = useWords();
  const ask = useAsk();
  const { act, isActing } = useAct();
  const [done, count] = useState(0);

  const run: Bulk["run"] = (deed) =>
    act(async () => {
      count(0);
      const ids = rows.map(({ id }) => id);
      const results = await bulk(ids, { do: deed }, count);
      const names = new Map(rows.map(({ id, name }) => [id, name]));
      const failures = failuresOf(results, (id) => names.get(id) ?? id);
      const good = results.filter(({ ok }) => ok).map(({ id }) => id);
      const undo = () => act(() => takeBack(rows, good));
      if (good.length > 0) {
        const words = say(DONE[deed], { count: good.length });
        tell(words, deed === "delete" ? undo : undefined);
      }
      if (failures.length > 0) ask({ what: "failures", failures });
      onDone();
    });

  return { run, progress: isActing ? done : null };
}

/** Take bundles out of the trash as they went in. */
async function takeBack(rows: readonly Row[], ids: readonly string[]): Promise<void> {
  await bulk(ids, { do: "restore" });
  const ran = rows.filter((row) => isMoving(row) && ids.includes(row.id)).map(({ id }) => id);
  if (ran.length > 0) await bulk(ran, { do: "start" });
}

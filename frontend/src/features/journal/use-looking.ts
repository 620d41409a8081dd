import { type UseInfiniteQueryResult, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import type { Found } from "./found";
import { rowsQuery } from "./queries";
import type { JournalSearch } from "./search";

/** As far as the screen asks for, to the very end, or not any further. */
type Pace = "as_needed" | "all" | "stopped";

const SCREENFUL = 25;

export interface Looking {
  isLooking: boolean;
  isStopped: boolean;
  /** Undefined when there is nothing more to bring, it is on its way, or one has said stop. */
  more: (() => void) | undefined;
  stop: () => void;
  lookAtAll: () => void;
}

/** Follow the pages of a list: those of a search in the data may be short, or empty. */
export function useLooking(found: UseInfiniteQueryResult<Found>, search: JournalSearch): Looking {
  const cache = useQueryClient();
  const { queryKey } = rowsQuery(search);
  const of = JSON.stringify(queryKey);
  const [chosen, choose] = useState<{ pace: Pace; of: string }>({ pace: "as_needed", of });
  const pace = chosen.of === of ? chosen.pace : "as_needed";
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = found;
  const mayGoOn = hasNextPage && !isFetching && !isError && pace !== "stopped";
  const isShort = (data?.rows.length ?? 0) < SCREENFUL;

  const goesOn = mayGoOn && (pace === "all" || isShort);
  const more = useCallback(
    // The list asks as well when its end is near: a page on its way is not asked for again.
    () => void fetchNextPage({ cancelRefetch: false }),
    [fetchNextPage],
  );

  useEffect(() => {
    if (goesOn) more();
  }, [goesOn, more]);

  return {
    isLooking: isFetching || goesOn,
    isStopped: pace === "stopped",
    more: mayGoOn ? more : undefined,
    stop: () => {
      choose({ pace: "stopped", of });
      void cache.cancelQueries({ queryKey });
    },
    lookAtAll: () => choose({ pace: "all", of }),
  };
}

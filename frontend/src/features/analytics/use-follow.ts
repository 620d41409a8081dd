import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useNewRows } from "../../api/news";
import { concerns } from "./model";
import { liveKeys } from "./queries";
import type { View } from "./use-view";

const REST_MS = 5_000;

/** Keep the numbers of today as they are on the server: read anew soon after runs end, not at each. */
export function useFollow({ asked, span, today, search }: View): void {
  const cache = useQueryClient();
  const reading = useRef<ReturnType<typeof setTimeout>>(undefined);
  useNewRows((news) => {
    if (reading.current || span.to < today || !concerns(news, search)) return;
    reading.current = setTimeout(() => {
      reading.current = undefined;
      for (const queryKey of liveKeys(asked)) void cache.invalidateQueries({ queryKey });
    }, REST_MS);
  });
  useEffect(() => () => clearTimeout(reading.current), []);
}

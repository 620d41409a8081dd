import { useMutation, useQueryClient } from "@tanstack/react-query";
import { tellFailure } from "../../ui/notice";
import { refreshLists } from "./queries";

interface Act {
  act: (deed: () => Promise<void>) => void;
  /** Until the lists show what was done. */
  isActing: boolean;
}

/** Do things to bundles: the lists follow, and a failure is told in words unless it is `answered`. */
export function useAct(isAnswered: (error: Error) => boolean = () => false): Act {
  const cache = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: (deed: () => Promise<void>) => deed(),
    onError: (error) => {
      if (!isAnswered(error)) tellFailure(error);
    },
    onSettled: () => refreshLists(cache),
  });
  return { act: mutate, isActing: isPending };
}

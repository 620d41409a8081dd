import { useMutation, useQueryClient } from "@tanstack/react-query";
import { tell } from "../../../ui/notice";
import { refreshLists } from "../queries";

/** Do what a dialog is for: it closes with words when that went well, else it shows the error. */
export function useDeed<Wish>(
  deed: (wish: Wish) => Promise<unknown>,
  onClose: () => void,
  words: (wish: Wish) => string,
) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: deed,
    onSuccess: (_, wish) => {
      tell(words(wish));
      onClose();
      void refreshLists(cache);
    },
  });
}

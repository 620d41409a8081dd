import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useMay } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import { countQuery, type Which } from "../jobs/queries";
import { filtersOf, type JournalSearch } from "../search";
import { ResendDialog } from "./resend-dialog";

const COUNT_EACH_MS = 30_000;

interface Props {
  search: JournalSearch;
  selected: ReadonlySet<string>;
  onClear: () => void;
}

/** Resending the rows one has selected, or every failed one that passes the filters. */
export function ResendErrors({ search, selected, onClear }: Props) {
  const say = useWords();
  const cache = useQueryClient();
  const mayOperate = useMay("operator");
  const all: Which = { filter: filtersOf(search) };
  const { data } = useQuery({
    ...countQuery(all),
    enabled: mayOperate,
    refetchInterval: COUNT_EACH_MS,
  });
  const [which, ask] = useState<Which | null>(null);
  if (!mayOperate) return null;

  const close = () => {
    ask(null);
    onClear();
    cache.invalidateQueries(countQuery(all));
  };
  return (
    <>
      {selected.size > 0 ? (
        <>
          <Button size="xs" onClick={() => ask({ ids: [...selected] })}>
            {say("journal.resend.selected", { count: selected.size })}
          </Button>
          <Button size="xs" variant="subtle" onClick={onClear}>
            {say("journal.unselect")}
          </Button>
        </>
      ) : (
        Boolean(data?.count) && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRefresh size={14} aria-hidden />}
            onClick={() => ask(all)}
          >
            {say("journal.resend.errors", { count: data?.count, more: data?.exact ? "" : "+" })}
          </Button>
        )
      )}
      {which && <ResendDialog which={which} onClose={close} />}
    </>
  );
}

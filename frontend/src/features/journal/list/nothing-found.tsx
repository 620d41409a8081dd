import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { Empty } from "../../../ui/empty";
import { workspaceQuery } from "../queries";
import { filtersOf, type JournalSearch } from "../search";

interface Props {
  search: JournalSearch;
  onWiden: () => void;
}

/** Why no row is shown, and what to try next. */
export function NothingFound({ search, onWiden }: Props) {
  const say = useWords();
  const { search: term, ...others } = filtersOf(search);
  const unsearched = useUnsearched(Boolean(term));
  const isNarrowed = Object.keys(others).length > 0;
  const widen = (
    <Button variant="default" onClick={onWiden}>
      {say("journal.none_found.widen")}
    </Button>
  );
  if (term) {
    const help = say(isNarrowed ? "journal.search.nothing_here" : "journal.search.nothing_help");
    return (
      <Empty
        title={say("journal.search.nothing", { term })}
        help={`${help} ${unsearched}`.trim()}
        action={isNarrowed && widen}
      />
    );
  }
  return isNarrowed ? (
    <Empty
      title={say("journal.none_found.title")}
      help={say("journal.none_found.help")}
      action={widen}
    />
  ) : (
    <Empty title={say("journal.empty.title")} help={say("journal.empty.help")} />
  );
}

/** Return in words which fields no search can look into; empty where none is masked. */
function useUnsearched(isAsked: boolean): string {
  const say = useWords();
  const format = useFormat();
  const { data } = useQuery({ ...workspaceQuery(), enabled: isAsked });
  const masked = data?.masked_fields ?? [];
  if (masked.length === 0) return "";
  return say("journal.search.masked", { count: masked.length, fields: format.list(masked) });
}

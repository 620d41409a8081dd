import { Button, Group, Loader, Text, VisuallyHidden } from "@mantine/core";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import type { Found } from "../found";
import type { JournalSearch } from "../search";
import type { Looking } from "../use-looking";
import classes from "./search-progress.module.css";

interface Props {
  found: Found;
  hasMore: boolean;
  search: JournalSearch;
  looking: Looking;
}

/** What a search has found, how far back it has looked, and the ways to stop it and go on. */
export function SearchProgress({ found, hasMore, search, looking }: Props) {
  const say = useWords();
  const where = useWhere(found, search, { hasMore, looking });
  const count = found.rows.length;
  const counted = say(hasMore ? "journal.search.so_far" : "journal.search.found", { count });
  const isBusy = hasMore && looking.isLooking;
  return (
    <Group gap="sm" className={classes.bar}>
      {isBusy && <Loader size={14} aria-hidden />}
      <Text size="sm" fw={500}>
        {counted}
      </Text>
      <Text size="sm" c="dimmed">
        {where}
      </Text>
      {isBusy && (
        <Button size="compact-sm" variant="default" onClick={looking.stop}>
          {say("journal.search.stop")}
        </Button>
      )}
      {hasMore && !isBusy && (
        <Button size="compact-sm" variant="default" onClick={looking.lookAtAll}>
          {say(looking.isStopped ? "journal.search.go_on" : "journal.search.all")}
        </Button>
      )}
      <VisuallyHidden role="status">{isBusy ? "" : `${counted}. ${where}`}</VisuallyHidden>
    </Group>
  );
}

/** Return how far back a search has looked, in words. */
function useWhere(
  { search: state }: Found,
  { period, from }: JournalSearch,
  { hasMore, looking }: Pick<Props, "hasMore" | "looking">,
): string {
  const say = useWords();
  const format = useFormat();
  if (!hasMore) return say(period || from ? "journal.search.whole_period" : "journal.search.whole");
  if (!state?.searched_to) return looking.isLooking ? say("journal.search.looking") : "";
  const moment = format.moment(state.searched_to);
  if (looking.isLooking) return say("journal.search.back_to", { moment });
  return say(looking.isStopped ? "journal.search.stopped_at" : "journal.search.waits_at", {
    moment,
  });
}

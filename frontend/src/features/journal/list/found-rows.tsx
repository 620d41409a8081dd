import { Box } from "@mantine/core";
import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import { Failed } from "../../../ui/failed";
import { LoadingRows } from "../../../ui/loading";
import type { Found } from "../found";
import type { LightRow } from "../queries";
import type { JournalSearch } from "../search";
import { useLooking } from "../use-looking";
import { Count } from "./count";
import { NothingFound } from "./nothing-found";
import { Rows } from "./rows";
import { SearchProgress } from "./search-progress";

interface Props {
  found: UseInfiniteQueryResult<Found>;
  search: JournalSearch;
  nameOf: (row: LightRow) => string;
  open?: string;
  selected: ReadonlySet<string> | null;
  onSelect: (row: LightRow, isSelected: boolean) => void;
  onWiden: () => void;
}

/** The rows that were found so far, how many there are, or what is there instead of them. */
export function FoundRows({ found, search, nameOf, open, selected, onSelect, onWiden }: Props) {
  const looking = useLooking(found, search);
  const { data, error, hasNextPage } = found;
  const retry = found.isFetchNextPageError ? found.fetchNextPage : found.refetch;
  const isNothing = data?.rows.length === 0 && !hasNextPage && !found.isPlaceholderData;
  return (
    <>
      {data?.search && !found.isPlaceholderData ? (
        <SearchProgress found={data} hasMore={hasNextPage} search={search} looking={looking} />
      ) : (
        <Count search={search} />
      )}
      {error && <Failed error={error} onRetry={retry} />}
      {found.isPending && <LoadingRows rows={12} height={38} />}
      {isNothing && <NothingFound search={search} onWiden={onWiden} />}
      {data && data.rows.length > 0 && (
        <Box style={{ opacity: found.isPlaceholderData ? 0.6 : 1 }}>
          <Rows
            found={data}
            term={search.search}
            nameOf={nameOf}
            open={open}
            selected={selected}
            onSelect={onSelect}
            onMore={looking.more}
          />
        </Box>
      )}
    </>
  );
}

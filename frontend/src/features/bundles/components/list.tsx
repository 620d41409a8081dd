import { Box } from "@mantine/core";
import { type UseInfiniteQueryResult, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { everyGroupQuery } from "../../../api/lists";
import { useMay } from "../../../api/me";
import { Failed } from "../../../ui/failed";
import { LoadingRows } from "../../../ui/loading";
import { isMoving, isNewcomer, type Row } from "../model";
import type { BundlesSearch } from "../search";
import { FirstSteps } from "./first-steps";
import { NoneFound } from "./none-found";
import { Rows } from "./rows";

interface Props {
  found: UseInfiniteQueryResult<Row[]>;
  search: BundlesSearch;
  selected: ReadonlySet<string>;
  onSelect: (id: string, isRange: boolean) => void;
}

/** The bundles that were found, or what is there instead of them. */
export function List({ found, search, selected, onSelect }: Props) {
  const mayEdit = useMay("editor");
  const { data: groups } = useQuery(everyGroupQuery());
  const groupNames = useMemo(() => new Map(groups?.map(({ id, name }) => [id, name])), [groups]);
  if (found.isPending) return <LoadingRows rows={8} height={54} />;
  const rows = found.data ?? [];
  const isNarrowed = Object.keys(search).length > 0;
  const isNew = mayEdit && !isNarrowed && found.isSuccess && isNewcomer(rows);
  const mayAskMore = found.hasNextPage && !found.isFetchingNextPage;
  return (
    <>
      {found.error && <Failed error={found.error} onRetry={found.refetch} />}
      <Box style={{ opacity: found.isPlaceholderData ? 0.6 : 1 }}>
        <Rows
          rows={rows}
          groupNames={groupNames}
          selected={selected}
          onSelect={onSelect}
          onMore={mayAskMore ? found.fetchNextPage : undefined}
        />
      </Box>
      {isNew && <FirstSteps hasBundle={rows.length > 0} isMoving={rows.some(isMoving)} />}
      {found.isSuccess && rows.length === 0 && !isNew && <NoneFound search={search} />}
    </>
  );
}

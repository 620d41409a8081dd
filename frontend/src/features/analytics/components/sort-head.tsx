import { Table, UnstyledButton } from "@mantine/core";
import { IconArrowDown } from "@tabler/icons-react";
import { useWords } from "../../../i18n/words";
import type { Sort } from "../search";
import { useNarrow } from "../use-view";
import classes from "./tables.module.css";

/** The head of a column by which the rows can be put in order, biggest first. */
export function SortHead({ sort, isSorted }: { sort: Sort; isSorted: boolean }) {
  const say = useWords();
  const narrow = useNarrow();
  return (
    <Table.Th scope="col" aria-sort={isSorted ? "descending" : undefined}>
      <UnstyledButton
        className={classes.sort}
        data-sorted={isSorted || undefined}
        onClick={() => narrow({ sort })}
      >
        {isSorted && <IconArrowDown size={12} aria-hidden />} {say(`analytics.sort.${sort}`)}
      </UnstyledButton>
    </Table.Th>
  );
}

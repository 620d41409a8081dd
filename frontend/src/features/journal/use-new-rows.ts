import { useEffect, useState } from "react";
import { onRows } from "../../api/live";
import { belongs } from "./model";
import type { JournalSearch } from "./search";

const NOTHING = { count: 0, unsure: false };

/**
 * Count the rows that came since the list was read; null when only the server can say whether they
 * belong to what is looked at.
 */
export function useNewRows(search: JournalSearch, readAt: number): number | null {
  const filters = JSON.stringify(search);
  const [news, count] = useState({ ...NOTHING, of: "" });
  const of = `${filters} ${readAt}`;

  useEffect(
    () =>
      onRows(({ rows, more }) => {
        const verdicts = rows.map((row) => belongs(row, JSON.parse(filters)));
        const sure = verdicts.filter((verdict) => verdict === true).length;
        const unsure = verdicts.includes(null) || more > 0;
        count((now) => {
          const before = now.of === of ? now : NOTHING;
          return { count: before.count + sure, unsure: before.unsure || unsure, of };
        });
      }),
    [filters, of],
  );

  if (news.of !== of) return 0;
  return news.unsure ? null : news.count;
}

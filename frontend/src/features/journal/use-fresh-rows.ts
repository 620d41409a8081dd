import { useState } from "react";
import { useNewRows } from "../../api/news";
import { belongs } from "./model";
import type { JournalSearch } from "./search";

const NOTHING = { count: 0, unsure: false };

/**
 * Count the rows that came since the list was read; null when only the server can say whether they
 * belong to what is looked at.
 */
export function useFreshRows(search: JournalSearch, readAt: number): number | null {
  const of = `${JSON.stringify(search)} ${readAt}`;
  const [fresh, count] = useState({ ...NOTHING, of });

  useNewRows((news) => {
    const verdicts = news?.rows.map((row) => belongs(row, search)) ?? [];
    const sure = verdicts.filter((verdict) => verdict === true).length;
    const unsure = !news || news.more > 0 || verdicts.includes(null);
    count((now) => {
      const before = now.of === of ? now : NOTHING;
      return { count: before.count + sure, unsure: before.unsure || unsure, of };
    });
  });

  if (fresh.of !== of) return 0;
  return fresh.unsure ? null : fresh.count;
}

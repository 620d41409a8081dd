import { useCallback, useEffect, useRef, useState } from "react";
import { chosen, type Row } from "./model";
import type { BundlesSearch } from "./search";

const NONE: ReadonlySet<string> = new Set();

interface Selection {
  selected: ReadonlySet<string>;
  rows: Row[];
  toggle: (id: string, isRange: boolean) => void;
  all: () => void;
  clear: () => void;
}

/** Which bundles are chosen; another search or tab begins anew. */
export function useSelection(rows: readonly Row[], search: BundlesSearch): Selection {
  const of = JSON.stringify(search);
  const [{ ids, within }, choose] = useState({ ids: NONE, within: of });
  const selected = within === of ? ids : NONE;
  const last = useRef<string | null>(null);
  const latest = useRef({ rows, selected, of });

  useEffect(() => {
    latest.current = { rows, selected, of };
  });

  const toggle = useCallback((id: string, isRange: boolean) => {
    const now = latest.current;
    const shown = now.rows.map((row) => row.id);
    const click = { id, last: last.current, isRange };
    last.current = id;
    choose({ ids: chosen(now.selected, shown, click), within: now.of });
  }, []);

  return {
    selected,
    rows: rows.filter(({ id }) => selected.has(id)),
    toggle,
    all: () => choose({ ids: new Set(rows.map(({ id }) => id)), within: of }),
    clear: () => choose({ ids: NONE, within: of }),
  };
}

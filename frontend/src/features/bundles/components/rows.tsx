import { useWords } from "../../../i18n/words";
import { LongList } from "../../../ui/long-list";
import type { Row } from "../model";
import { RowLine } from "./row-line";
import { walk } from "./walk";

interface Props {
  rows: readonly Row[];
  groupNames: ReadonlyMap<string, string>;
  selected: ReadonlySet<string>;
  onSelect: (id: string, isRange: boolean) => void;
  /** Undefined when there are no older bundles. */
  onMore?: () => void;
}

const HEIGHT = 62;
const height = () => HEIGHT;

/** The bundles, one below the other. */
export function Rows({ rows, groupNames, selected, onSelect, onMore }: Props) {
  const say = useWords();
  return (
    <LongList
      label={say("bundles.title")}
      count={rows.length}
      heightAt={height}
      keyAt={(at) => rows[at]?.id ?? ""}
      onKeyDown={walk}
      onMore={onMore}
    >
      {(at) => {
        const row = rows[at];
        return (
          row && (
            <RowLine
              row={row}
              groupName={row.group ? (groupNames.get(row.group) ?? null) : null}
              isSelected={selected.has(row.id)}
              onSelect={onSelect}
            />
          )
        );
      }}
    </LongList>
  );
}

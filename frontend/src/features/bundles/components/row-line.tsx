import { Checkbox } from "@mantine/core";
import { memo } from "react";
import { useMay } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import type { Row } from "../model";
import { RowBody } from "./row-body";
import classes from "./rows.module.css";

interface Props {
  row: Row;
  groupName: string | null;
  isSelected: boolean;
  onSelect: (id: string, isRange: boolean) => void;
}

/** One bundle: what it is, how it does, and what one can do with it. */
export const RowLine = memo(function RowLine({ row, groupName, isSelected, onSelect }: Props) {
  const say = useWords();
  const mayOperate = useMay("operator");
  return (
    <div className={classes.row} data-status={row.status} data-selected={isSelected || undefined}>
      {mayOperate && (
        <Checkbox
          size="xs"
          className={classes.check}
          checked={isSelected}
          aria-label={say("bundles.select", { name: row.name })}
          onChange={(event) => {
            const { nativeEvent } = event;
            onSelect(row.id, "shiftKey" in nativeEvent && nativeEvent.shiftKey === true);
          }}
        />
      )}
      <RowBody row={row} groupName={groupName} />
    </div>
  );
});

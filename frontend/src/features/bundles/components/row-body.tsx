import { Badge } from "@mantine/core";
import { memo, useState } from "react";
import { useMay } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import { State } from "../../../ui/state";
import { type Row, toneOf } from "../model";
import { useDeeds } from "../use-deeds";
import { statusWords, triggerWords } from "../words";
import { Icons } from "./icons";
import { Name } from "./name";
import { NameInput } from "./name-input";
import { RowActions } from "./row-actions";
import { RowFacts } from "./row-facts";
import { RowTrouble } from "./row-trouble";
import classes from "./rows.module.css";

interface Props {
  row: Row;
  groupName: string | null;
}

/** All of a row but whether it is chosen: choosing many draws none of it anew. */
export const RowBody = memo(function RowBody({ row, groupName }: Props) {
  const say = useWords();
  const mayEdit = useMay("editor");
  const deeds = useDeeds(row);
  const [isRenaming, setIsRenaming] = useState(false);

  const rename = (name: string) => {
    setIsRenaming(false);
    if (name !== row.name) deeds.rename(name);
  };

  return (
    <>
      <Icons row={row} className={classes.icons} />
      <div className={classes.title}>
        {isRenaming ? (
          <NameInput name={row.name} onDone={rename} onLeave={() => setIsRenaming(false)} />
        ) : (
          <Name row={row} onRename={mayEdit ? () => setIsRenaming(true) : undefined} />
        )}
      </div>
      <span className={classes.trigger}>
        <Badge variant="default" tt="none" fw={400}>
          {triggerWords(row, say)}
        </Badge>
      </span>
      <span className={classes.status}>
        <State tone={toneOf(row.status)}>{statusWords(row.status, say)}</State>
      </span>
      <RowFacts row={row} groupName={groupName} />
      <RowTrouble row={row} />
      <RowActions row={row} deeds={deeds} onRename={() => setIsRenaming(true)} />
    </>
  );
});

import { useMemo, useState } from "react";
import { useWords } from "../../i18n/words";
import { JsonBranch } from "./json-branch";
import classes from "./json-tree.module.css";
import { childrenOf, PAGE } from "./model";

interface Props {
  value: unknown;
  path: string;
  level: number;
}

/** The parts of a list or an object; of a long one those asked for. */
export function Branches({ value, path, level }: Props) {
  const say = useWords();
  const [shown, setShown] = useState(PAGE);
  const parts = useMemo(() => childrenOf(value, path), [value, path]);
  const left = parts.length - shown;
  return (
    <>
      {parts.slice(0, shown).map((part, at) => (
        <JsonBranch key={part.path} part={part} level={level} isFirst={level === 1 && at === 0} />
      ))}
      {left > 0 && (
        <div role="none" className={classes.row}>
          <button
            type="button"
            className={classes.unfold}
            onClick={() => setShown(shown + Math.max(PAGE, shown))}
          >
            {say("ui.tree.more", { count: left })}
          </button>
        </div>
      )}
      {parts.length === 0 && (
        <div role="none" className={classes.row}>
          <span className={classes.value} data-kind="nothing">
            {say("ui.tree.hollow")}
          </span>
        </div>
      )}
    </>
  );
}

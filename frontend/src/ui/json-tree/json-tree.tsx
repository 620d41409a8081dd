import { ActionIcon } from "@mantine/core";
import { IconBinaryTree, IconCode } from "@tabler/icons-react";
import { type KeyboardEvent, useMemo, useState } from "react";
import { useWords } from "../../i18n/words";
import { Branches } from "./branches";
import { TreeRows } from "./context";
import { CopyPart } from "./copy-part";
import { JsonLeaf } from "./json-leaf";
import classes from "./json-tree.module.css";
import { asText, kindOf } from "./model";

interface Props {
  value: unknown;
  /** What names the value in a mapping, such as `trigger` or `subscribe`; its parts are named from it. */
  path?: string;
  /** Take a part; without it the tree is for reading only. */
  onPick?: (path: string, value: unknown) => void;
  /** What this is, for who does not see it. */
  label?: string;
  /** Levels that are open at first. */
  openLevels?: number;
  /** What stands out wherever a value contains it. */
  term?: string;
}

/** A JSON value to read: folded, typed, copied by part, or raw; by keyboard like any tree. */
export function JsonTree({ value, path = "", onPick, label, openLevels = 2, term }: Props) {
  const say = useWords();
  const [isRaw, setRaw] = useState(false);
  const [current, moveTo] = useState<string | null>(null);
  const rows = useMemo(
    () => ({ current, moveTo, onPick, openLevels, term }),
    [current, onPick, openLevels, term],
  );
  const hasParts = kindOf(value) === "object" || kindOf(value) === "list";

  return (
    <div className={classes.frame}>
      <div className={classes.tools}>
        {hasParts && (
          <ActionIcon
            size={24}
            aria-label={say("ui.tree.raw")}
            title={say("ui.tree.raw")}
            aria-pressed={isRaw}
            onClick={() => setRaw(!isRaw)}
          >
            {isRaw ? <IconBinaryTree size={15} /> : <IconCode size={15} />}
          </ActionIcon>
        )}
        <CopyPart text={asText(value)} label={say("ui.tree.copy_all")} />
      </div>
      {isRaw && <pre className={classes.raw}>{asText(value)}</pre>}
      {!isRaw && !hasParts && (
        <div className={classes.row}>
          <JsonLeaf value={value} />
        </div>
      )}
      {!isRaw && hasParts && (
        <TreeRows value={rows}>
          <div
            role="tree"
            className={classes.list}
            aria-label={label ?? say("ui.tree.label")}
            onKeyDown={walk}
          >
            <Branches value={value} path={path} level={1} />
          </div>
        </TreeRows>
      )}
    </div>
  );
}

const STEPS: Record<string, (at: number, count: number) => number> = {
  ArrowDown: (at, count) => Math.min(at + 1, count - 1),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** Move the focus from row to row; a row that is folded has no rows inside. */
function walk(event: KeyboardEvent<HTMLElement>) {
  const step = STEPS[event.key];
  const here = document.activeElement?.closest<HTMLElement>("[role=treeitem]");
  if (!step || !here) return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=treeitem]")];
  const at = all.indexOf(here);
  event.preventDefault();
  all[step(at, all.length)]?.focus();
}

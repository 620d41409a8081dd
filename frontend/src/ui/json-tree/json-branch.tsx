import { Button } from "@mantine/core";
import { useHover } from "@mantine/hooks";
import { IconChevronRight } from "@tabler/icons-react";
import { type KeyboardEvent, type MouseEvent, useState } from "react";
import { useWords } from "../../i18n/words";
import { Branches } from "./branches";
import { useTreeRows } from "./context";
import { CopyPart } from "./copy-part";
import { JsonLeaf } from "./json-leaf";
import classes from "./json-tree.module.css";
import { asText, type Child, childrenOf, inShort, kindOf } from "./model";

interface Props {
  part: Child;
  level: number;
  /** Whether the keyboard enters the tree here. */
  isFirst: boolean;
}

/** One named part: its value, or its own parts when opened, and what can be done with it. */
export function JsonBranch({ part, level, isFirst }: Props) {
  const say = useWords();
  const { current, moveTo, onPick, openLevels } = useTreeRows();
  const kind = kindOf(part.value);
  const hasParts = kind === "object" || kind === "list";
  const [isOpen, setOpen] = useState(level < openLevels);
  const { hovered, ref: row } = useHover<HTMLDivElement>();
  const isCurrent = current === part.path;
  const pick = () => onPick?.(part.path, part.value);
  const act = () => {
    moveTo(part.path);
    if (hasParts) setOpen(!isOpen);
    else pick();
  };
  const summary = say(kind === "list" ? "ui.tree.list" : "ui.tree.object", {
    count: childrenOf(part.value, "").length,
  });
  const onClick = (event: MouseEvent<HTMLElement>) => {
    const { target } = event;
    const isRow =
      target instanceof Element && target.closest("[role=treeitem]") === event.currentTarget;
    if (isRow && target.closest("[data-row]")) act();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === "Enter" || event.key === " ") act();
    else if (event.key === "ArrowRight" && hasParts) setOpen(true);
    else if (event.key === "ArrowLeft" && hasParts && isOpen) setOpen(false);
    else if (event.key === "ArrowLeft") rowAbove(event.currentTarget)?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      role="treeitem"
      className={classes.item}
      aria-level={level}
      aria-label={`${part.name}: ${hasParts ? summary : inShort(part.value)}`}
      aria-expanded={hasParts ? isOpen : undefined}
      tabIndex={isCurrent || isFirst ? 0 : -1}
      onFocus={(event) => event.target === event.currentTarget && moveTo(part.path)}
      onClick={onClick}
      onKeyDown={onKeyDown}
    >
      <div
        ref={row}
        className={classes.row}
        data-row
        data-clickable={hasParts || onPick ? true : undefined}
      >
        {hasParts ? (
          <IconChevronRight className={classes.chevron} data-open={isOpen || undefined} />
        ) : (
          <span className={classes.chevron} />
        )}
        <span className={classes.name}>{part.name}</span>
        {hasParts ? (
          <span className={classes.value} data-kind={kind}>
            {summary}
          </span>
        ) : (
          <JsonLeaf value={part.value} />
        )}
        {(hovered || isCurrent) && (
          <span className={classes.deeds}>
            {onPick && (
              <Button size="compact-xs" variant="light" h={24} onClick={stopped(pick)}>
                {say("ui.tree.pick")}
              </Button>
            )}
            <CopyPart text={part.path} label={say("ui.tree.copy_path")} isPath />
            <CopyPart text={asText(part.value)} label={say("ui.tree.copy_value")} />
          </span>
        )}
      </div>
      {hasParts && isOpen && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a tree.
        <div role="group" className={classes.group}>
          <Branches value={part.value} path={part.path} level={level + 1} />
        </div>
      )}
    </div>
  );
}

function rowAbove(item: HTMLElement): HTMLElement | null {
  return item.parentElement?.closest<HTMLElement>("[role=treeitem]") ?? null;
}

function stopped(deed: () => void) {
  return (event: { stopPropagation: () => void }) => {
    event.stopPropagation();
    deed();
  };
}

import { useState } from "react";
import { useFormat } from "../../i18n/format";
import { useWords } from "../../i18n/words";
import { Marked } from "../marked";
import { useTreeRows } from "./context";
import classes from "./json-tree.module.css";
import { asText, foldedText, kindOf } from "./model";

/** A value without parts; a long text folded until asked for. */
export function JsonLeaf({ value }: { value: unknown }) {
  const say = useWords();
  const format = useFormat();
  const { term } = useTreeRows();
  const [isWhole, setWhole] = useState(false);
  const kind = kindOf(value);
  const text = typeof value === "string" ? value : asText(value);
  const folded = kind === "text" && !isWhole ? foldedText(text) : null;
  if (kind === "nothing" || text === "") {
    return (
      <span className={classes.value} data-kind="nothing">
        {say(kind === "nothing" ? "ui.tree.nothing" : "ui.tree.empty_text")}
      </span>
    );
  }
  return (
    <span className={classes.value} data-kind={kind}>
      {kind === "flag" ? (
        say(value ? "ui.tree.yes" : "ui.tree.no")
      ) : (
        <Marked text={folded ?? text} term={term} />
      )}
      {folded !== null && (
        <>
          {"… "}
          <button
            type="button"
            className={classes.unfold}
            onClick={(event) => {
              event.stopPropagation();
              setWhole(true);
            }}
          >
            {say("ui.tree.whole_text", { count: format.number(text.length) })}
          </button>
        </>
      )}
    </span>
  );
}

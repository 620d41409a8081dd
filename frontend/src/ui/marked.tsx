import classes from "./marked.module.css";
import { partsOf } from "./marks";

interface Props {
  text: string;
  /** What to mark in it, whatever its case. */
  term?: string;
}

/** A text in which what was searched for stands out. */
export function Marked({ text, term }: Props) {
  if (!term) return text;
  return partsOf(text, term).map(({ at, part, isHit }) =>
    isHit ? (
      <mark key={at} className={classes.mark}>
        {part}
      </mark>
    ) : (
      part
    ),
  );
}

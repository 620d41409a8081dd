import { TextLink } from "../../../ui/text-link";
import type { JournalSearch } from "../model";
import classes from "./legend.module.css";

export interface Sign {
  id: string;
  name: string;
  /** What there was of it, in words. */
  value: string;
  color: string;
  isStriped?: boolean;
  /** The rows behind it in the journal; null where there are none to look at. */
  rows: JournalSearch | null;
}

/** What the colours of a chart mean; each leads to the rows behind it. */
export function Legend({ signs }: { signs: readonly Sign[] }) {
  return (
    <ul className={classes.legend}>
      {signs.map(({ id, name, value, color, isStriped, rows }) => (
        <li key={id} className={classes.sign}>
          <span
            className={classes.swatch}
            data-striped={isStriped || undefined}
            style={{ backgroundColor: color }}
            aria-hidden
          />
          {rows ? (
            <TextLink to="/journal" search={rows} c="inherit" className={classes.name}>
              {name}
            </TextLink>
          ) : (
            <span className={classes.name}>{name}</span>
          )}
          <span className={classes.value}>{value}</span>
        </li>
      ))}
    </ul>
  );
}

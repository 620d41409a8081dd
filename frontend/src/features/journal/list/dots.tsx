import { VisuallyHidden } from "@mantine/core";
import { useWords } from "../../../i18n/words";
import { tally, toneOf } from "../model";
import type { LightRow } from "../queries";
import { statusWords } from "../words";
import classes from "./dots.module.css";

const SHOWN = 10;

/** A run's steps as a strip of dots; told in words to those who see none. */
export function Dots({ steps }: { steps: LightRow["steps"] }) {
  const say = useWords();
  const counted = tally(steps).map(([status, count]) =>
    say("journal.steps.of_status", { count, status: statusWords(status, say) }),
  );
  const dots = steps.slice(0, SHOWN).map(({ id, status }, at) => ({ key: `${at}-${id}`, status }));
  return (
    <span className={classes.strip} title={counted.join(", ")}>
      {dots.map(({ key, status }) => (
        <span key={key} className={classes.dot} data-tone={toneOf(status)} aria-hidden />
      ))}
      {steps.length > SHOWN && <span aria-hidden>+{steps.length - SHOWN}</span>}
      <VisuallyHidden>{counted.join(", ")}</VisuallyHidden>
    </span>
  );
}

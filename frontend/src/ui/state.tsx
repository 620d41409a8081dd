import classes from "./state.module.css";

export type Tone = "good" | "calm" | "busy" | "warn" | "bad";

interface Props {
  tone: Tone;
  children: string;
}

/** A state: a dot and its word, never the colour alone. */
export function State({ tone, children }: Props) {
  return (
    <span className={classes.state}>
      <span className={classes.dot} data-tone={tone} aria-hidden />
      {children}
    </span>
  );
}

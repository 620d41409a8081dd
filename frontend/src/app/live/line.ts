/** How changes come: by a stream, by asking now and then, or not at all while nobody looks. */
export interface Line {
  mode: "stream" | "poll" | "rest";
  /** In a row; the second one means that streams don't get through here. */
  failures: number;
  /** Grows when a stream is to be opened anew. */
  attempt: number;
}

/** A stream that is `lost` comes back by itself; one that is `closed` has to be opened anew. */
export type Turn = "opened" | "lost" | "closed" | "try_again" | "left" | "back";

export const NEW_LINE: Line = { mode: "stream", failures: 0, attempt: 0 };

const ENOUGH_FAILURES = 2;

/** Return the line after what happened to it. */
export function turned(line: Line, turn: Turn): Line {
  const { attempt } = line;
  switch (turn) {
    case "opened":
      return line.failures === 0 ? line : { ...line, failures: 0 };
    case "lost":
      return line.mode === "stream" ? broken(line, attempt) : line;
    case "closed":
      return line.mode === "stream" ? broken(line, attempt + 1) : line;
    case "try_again":
      // One more failure is enough to go back to asking.
      return line.mode === "poll"
        ? { mode: "stream", failures: ENOUGH_FAILURES - 1, attempt: attempt + 1 }
        : line;
    case "left":
      return { ...line, mode: "rest" };
    case "back":
      return line.mode === "rest" ? { mode: "stream", failures: 0, attempt: attempt + 1 } : line;
  }
}

function broken({ failures }: Line, attempt: number): Line {
  const mode = failures + 1 >= ENOUGH_FAILURES ? "poll" : "stream";
  return { mode, failures: failures + 1, attempt };
}

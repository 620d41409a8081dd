/** What went wrong, as one shape: the server's problem+json, or that it can't be reached. */
import type { Shapes } from "./client";

export type Problem = Pick<
  Shapes["ProblemShape"],
  "code" | "detail" | "errors" | "status" | "title"
> & {
  params?: Record<string, unknown>;
};

const NO_ANSWER = { status: 0, title: "", detail: "", errors: [] };

function isProblem(error: unknown): error is Problem {
  return typeof error === "object" && error !== null && "code" in error && "detail" in error;
}

/** Read whatever a request threw; `offline` when no answer came, `unreadable` when it made no sense. */
export function problemOf(error: unknown): Problem {
  if (isProblem(error)) return error;
  return { ...NO_ANSWER, code: error instanceof TypeError ? "offline" : "unreadable" };
}

/** Return what is wrong with one input, named by its JSON pointer. */
export function mistakeAt(problem: Problem | null, path: string): string | undefined {
  return problem?.errors.find((mistake) => mistake.path === path)?.message;
}

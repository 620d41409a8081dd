/** What went wrong, as one shape: the server's problem+json, or that it can't be reached. */
import type { Shapes } from "./client";

export type Problem = Pick<
  Shapes["ProblemShape"],
  "code" | "detail" | "errors" | "status" | "title"
> & {
  params?: Record<string, unknown>;
};

const NO_ANSWER = { status: 0, title: "", detail: "", errors: [] };
const AWAY: ReadonlySet<number> = new Set([502, 503, 504]);

/** Tell whether something that was thrown is what the server, or a proxy before it, said. */
export function isProblem(error: unknown): error is Problem {
  return typeof error === "object" && error !== null && "code" in error && "detail" in error;
}

/** Read whatever a request threw; `offline` when no answer came, `unreadable` when it made no sense. */
export function problemOf(error: unknown): Problem {
  if (isProblem(error)) return error;
  return { ...NO_ANSWER, code: error instanceof TypeError ? "offline" : "unreadable" };
}

/** Make a problem of a refusal that names none: a proxy's page, or nothing at all. */
export function unnamed(status: number): Problem {
  return { ...NO_ANSWER, status, code: AWAY.has(status) ? "unavailable" : "unreadable" };
}

/** Tell whether asking again may help: no answer, or an overloaded server. */
export function isPassing({ status }: Problem): boolean {
  return status === 0 || status === 429 || status >= 500;
}

/** Return what is wrong with one input, named by its JSON pointer. */
export function mistakeAt(problem: Problem | null, path: string): string | undefined {
  return problem?.errors.find((mistake) => mistake.path === path)?.message;
}

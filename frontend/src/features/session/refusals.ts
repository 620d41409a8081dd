/** Refusals that the sign-in says better than the server: what to do next. */
import { type Problem, problemOf } from "../../api/problems";
import type { Key, Say } from "../../i18n/words";

const BETTER: Record<string, Key> = {
  email_password_mismatch: "session.refused.mismatch",
  too_many_login_attempts: "session.refused.too_many",
  too_many_tries: "session.refused.too_many",
  login_stale: "session.code.stale",
};

/** Return the problem with our words where we have some. */
export function explained(error: unknown, say: Say): Problem | null {
  if (!error) return null;
  const problem = problemOf(error);
  const better = (code: string, words: string) => (BETTER[code] ? say(BETTER[code]) : words);
  return {
    ...problem,
    detail: better(problem.code, problem.detail),
    errors: problem.errors.map((one) => ({ ...one, message: better(one.code, one.message) })),
  };
}

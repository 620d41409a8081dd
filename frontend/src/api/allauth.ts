/** The browser side of allauth's headless API, which has no OpenAPI types. */
import { manners } from "./client";
import { type Problem, problemOf } from "./problems";

const ROOT = "/_allauth/browser/v1";

export interface Answer {
  status: number;
  data?: unknown;
  meta?: unknown;
  errors?: { message: string; code: string; param?: string }[];
}

interface Question {
  body?: unknown;
  headers?: Record<string, string>;
}

/** Ask, and return what is no refusal; an answer that one must sign in (again) is none. */
export async function ask(
  method: "GET" | "POST" | "DELETE",
  path: string,
  { body, headers }: Question = {},
): Promise<Answer> {
  const response = await fetch(`${ROOT}${path}`, {
    method,
    headers: { ...manners(method !== "GET"), "Content-Type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: Answer = await response.json();
  if (response.status >= 400 && ![401, 404, 409].includes(response.status))
    throw refusal(response.status, answer);
  return { ...answer, status: response.status };
}

/** Return the parts of a login that still have to be done, such as `mfa_authenticate`. */
export function pending(answer: Answer): string[] {
  return recordsIn(answer.data, "flows").flatMap(({ id, is_pending }) =>
    is_pending === true && typeof id === "string" ? [id] : [],
  );
}

/** Read a list of objects from an answer's part. */
export function recordsIn(holder: unknown, name: string): Record<string, unknown>[] {
  const list = isRecord(holder) ? holder[name] : null;
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

/** Read a text from an answer's part; empty when there is none. */
export function textIn(holder: unknown, name: string): string {
  const text = isRecord(holder) ? holder[name] : null;
  return typeof text === "string" ? text : "";
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refusal(status: number, answer: Answer): Problem {
  const mistakes = (answer.errors ?? []).map(({ message, code, param }) => ({
    path: param ? `/${param}` : "",
    code,
    message,
    params: {},
  }));
  const first = mistakes[0];
  return {
    ...problemOf(null),
    code: first?.code ?? (status === 429 ? "too_many_tries" : "unreadable"),
    detail: first?.message ?? textIn(answer, "detail"),
    status,
    errors: mistakes,
  };
}

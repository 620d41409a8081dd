/** Signing in and out: the browser side of allauth's headless API, which has no OpenAPI types. */
import { manners } from "./client";
import { type Problem, problemOf } from "./problems";

const ROOT = "/_allauth/browser/v1";

interface Answer {
  status: number;
  data?: { flows?: { id: string; is_pending?: boolean }[] };
  errors?: { message: string; code: string; param?: string }[];
}

async function ask(
  method: "GET" | "POST" | "DELETE",
  path: string,
  body?: unknown,
): Promise<Answer> {
  const answer = await fetch(`${ROOT}${path}`, {
    method,
    headers: { ...manners(method !== "GET"), "Content-Type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const content: Answer = await answer.json();
  if (answer.status >= 400 && content.errors) throw refusal(answer.status, content.errors);
  return content;
}

function refusal(status: number, errors: NonNullable<Answer["errors"]>): Problem {
  const mistakes = errors.map(({ message, code, param }) => ({
    path: param ? `/${param}` : "",
    code,
    message,
    params: {},
  }));
  const first = mistakes[0];
  return {
    ...problemOf(null),
    code: first?.code ?? "",
    detail: first?.message ?? "",
    status,
    errors: mistakes,
  };
}

export async function signIn(email: string, password: string): Promise<void> {
  await ask("POST", "/auth/login", { email, password });
}

export async function signOut(): Promise<void> {
  await ask("DELETE", "/auth/session");
}

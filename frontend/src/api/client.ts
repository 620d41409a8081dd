/** The one way to the server: typed by its OpenAPI schema, in the reader's language and workspace. */
import createFetchClient, { type Middleware } from "openapi-fetch";
import createQueryClient from "openapi-react-query";
import { language } from "../i18n/words";
import { unnamed } from "./problems";
import type { components, paths } from "./schema";

export type Shapes = components["schemas"];

const WORKSPACE = "svyazka.workspace";
const PROBLEM = { "Content-Type": "application/problem+json" };

/** Return the workspace this browser works in; null before one was chosen. */
export function workspaceId(): string | null {
  return localStorage.getItem(WORKSPACE);
}

export function workIn(id: string): void {
  localStorage.setItem(WORKSPACE, id);
}

/** Return the headers of every request; `isWrite` adds the proof that the page is ours. */
export function manners(isWrite: boolean): Record<string, string> {
  const chosen = workspaceId();
  return {
    "Accept-Language": language(),
    ...(chosen ? { "X-Workspace": chosen } : {}),
    ...(isWrite ? { "X-CSRFToken": csrfToken() } : {}),
  };
}

function csrfToken(): string {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";
}

const polite: Middleware = {
  onRequest({ request }) {
    const headers = manners(request.method !== "GET");
    for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
    return request;
  },
  // An empty refusal of a proxy would be taken for success.
  onResponse({ response: { ok, status, headers } }) {
    const isOurs = headers.get("Content-Type")?.startsWith("application/problem+json");
    return ok || isOurs ? undefined : Response.json(unnamed(status), { status, headers: PROBLEM });
  },
};

export const server = createFetchClient<paths>({ baseUrl: location.origin });
server.use(polite);

/** TanStack Query over the same client: `api.queryOptions("get", path, …)`, `api.useMutation(…)`. */
export const api = createQueryClient(server);

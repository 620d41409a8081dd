import { expect, it } from "vitest";
import { server } from "./client";
import { problemOf } from "./problems";

/** Return what answers a request like this. */
function answering(status: number, body: string | null, type: string) {
  const headers = { "Content-Type": type, "Content-Length": `${body?.length ?? 0}` };
  return { fetch: async () => new Response(body, { status, headers }) };
}

it("takes a proxy's empty refusal for no success", async () => {
  const line = answering(503, null, "text/plain");

  const { data, error } = await server.GET("/api/v1/groups", line);

  expect(data).toBeUndefined();
  expect(problemOf(error)).toMatchObject({ code: "unavailable", status: 503 });
});

it("keeps the status of a refusal that is a page of somebody's", async () => {
  const line = answering(413, "<h1>Too large</h1>", "text/html");

  const { error } = await server.GET("/api/v1/groups", line);

  expect(problemOf(error)).toMatchObject({ code: "unreadable", status: 413 });
});

it("leaves the server's own problem as it is", async () => {
  const line = answering(
    409,
    '{"code": "stale", "detail": "Too late."}',
    "application/problem+json",
  );

  const { error } = await server.GET("/api/v1/groups", line);

  expect(error).toEqual({ code: "stale", detail: "Too late." });
});

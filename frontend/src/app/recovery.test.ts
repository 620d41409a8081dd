import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, it, vi } from "vitest";
import { type Health, healthQuery } from "../api/health";
import { unnamed } from "../api/problems";
import { watchRecovery } from "./recovery";

const WELL: Health = { database: "up", valkey: "up", worker: "up", beat: "up" };

/** Show a list and the server's health, both of which fail until told otherwise. */
function whileAway(status: number) {
  const cache = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  watchRecovery(cache);
  const server = { isAway: true, asked: 0 };
  const answer = <T>(what: T) => {
    if (server.isAway) throw unnamed(status);
    return what;
  };
  const { queryKey } = healthQuery();
  const health = new QueryObserver(cache, { queryKey, queryFn: () => answer(WELL) });
  const queryFn = () => {
    server.asked += 1;
    return answer("rows");
  };
  const list = new QueryObserver<string>(cache, { queryKey: ["list"], queryFn });
  health.subscribe(() => {});
  list.subscribe(() => {});
  return { server, health, list };
}

it("asks again for what failed once the server answers again", async () => {
  const { server, health, list } = whileAway(502);
  await vi.waitFor(() => expect(list.getCurrentResult().isError).toBe(true));
  await vi.waitFor(() => expect(health.getCurrentResult().isError).toBe(true));

  server.isAway = false;
  await health.refetch();

  await vi.waitFor(() => expect(list.getCurrentResult().data).toBe("rows"));
});

it("does not ask again for what the server refused", async () => {
  const { server, health, list } = whileAway(404);
  await vi.waitFor(() => expect(list.getCurrentResult().isError).toBe(true));
  await vi.waitFor(() => expect(health.getCurrentResult().isError).toBe(true));

  server.isAway = false;
  await health.refetch();

  expect(server.asked).toBe(1);
});

/** Which parts of the installation answer; asked without signing in. */
import { queryOptions } from "@tanstack/react-query";
import { isRecord } from "./allauth";

export const PARTS = ["database", "valkey", "worker", "beat"] as const;
export type Part = (typeof PARTS)[number];
export type PartState = "up" | "down" | "unknown";
export type Health = Record<Part, PartState>;

const EVERY_MS = 30_000;
const WHILE_AWAY_MS = 5_000;

export const healthQuery = () =>
  queryOptions({
    queryKey: ["health"],
    queryFn: askHealth,
    refetchInterval: ({ state }) => (state.status === "error" ? WHILE_AWAY_MS : EVERY_MS),
    staleTime: EVERY_MS / 2,
    retry: 1,
  });

async function askHealth(): Promise<Health> {
  const response = await fetch("/health/ready", { headers: { Accept: "application/json" } });
  return readHealth(await response.json());
}

/** Read the parts; what the server did not tell of is unknown. */
export function readHealth(told: unknown): Health {
  const parts = isRecord(told) && isRecord(told.parts) ? told.parts : {};
  const stateOf = (part: Part): PartState => {
    const state = parts[part];
    return state === "up" || state === "down" ? state : "unknown";
  };
  return {
    database: stateOf("database"),
    valkey: stateOf("valkey"),
    worker: stateOf("worker"),
    beat: stateOf("beat"),
  };
}

/** Return the parts that are down. */
export function brokenParts(health: Health): Part[] {
  return PARTS.filter((part) => health[part] === "down");
}

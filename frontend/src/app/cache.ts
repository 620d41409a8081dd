import { QueryClient } from "@tanstack/react-query";
import { problemOf } from "../api/problems";

const TRIES = 2;

/** Make the store of everything the server has told. */
export function newCache(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (failures, error) => failures < TRIES && isPassing(problemOf(error).status),
      },
    },
  });
}

/** Tell whether asking again may help: no answer, or an overloaded server. */
function isPassing(status: number): boolean {
  return status === 0 || status === 429 || status >= 500;
}

import { QueryClient } from "@tanstack/react-query";
import { isPassing, problemOf } from "../api/problems";

const TRIES = 2;

/** Make the store of everything the server has told. */
export function newCache(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (failures, error) => failures < TRIES && isPassing(problemOf(error)),
      },
    },
  });
}

import { type QueryClient, skipToken, useQuery } from "@tanstack/react-query";
import type { Shapes } from "../../api/client";
import type { Step } from "./definition";

/** What came of trying a step out, as the step was then. */
export interface Trial {
  step: Step;
  result: Shapes["TriedStep"];
}

const keyOf = (bundle: string, step: string) => ["builder trial", bundle, step];

/** Return the last trial of a step since the page was loaded. */
export function useTrial(bundle: string, step: string): Trial | undefined {
  const { data } = useQuery<Trial>({
    queryKey: keyOf(bundle, step),
    queryFn: skipToken,
    // Whether the step is still the same is told by the very object.
    structuralSharing: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
  return data;
}

/** Remember what came of trying a step out. */
export function keepTrial(cache: QueryClient, bundle: string, trial: Trial): void {
  cache.setQueryData(keyOf(bundle, trial.step.id), trial);
}

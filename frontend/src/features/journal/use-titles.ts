import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useWords } from "../../i18n/words";
import { connectorsQuery, type StepRow, versionQuery } from "./queries";
import { type StepTitle, stepsById, titleOf } from "./titles";

const NOTHING: never[] = [];

/** Return how to call a step of a run, by the version it ran on; null until that is known. */
export function useTitles(version: string | null): ((step: StepRow) => StepTitle) | null {
  const say = useWords();
  const ran = useQuery({ ...versionQuery(version ?? ""), enabled: version !== null });
  const services = useQuery(connectorsQuery());
  const isKnown = !ran.isLoading && !services.isLoading;
  return useMemo(() => {
    if (!isKnown) return null;
    const raw = stepsById(ran.data?.definition);
    const connectors = services.data?.results ?? NOTHING;
    return (step) => titleOf(step, raw.get(step.id ?? ""), connectors, say);
  }, [isKnown, ran.data, services.data, say]);
}

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useWords } from "../../i18n/words";
import { connectionsQuery, connectorsQuery, type StepRow, versionQuery } from "./queries";
import { kindWords, type StepTitle, titlesOf } from "./titles";

const NOTHING: never[] = [];

/** Return how to call a step of a run, by the version it ran on. */
export function useTitles(version: string | null): (step: StepRow) => StepTitle {
  const say = useWords();
  const { data: ran } = useQuery({ ...versionQuery(version ?? ""), enabled: version !== null });
  const { data: connections } = useQuery(connectionsQuery());
  const { data: connectors } = useQuery(connectorsQuery());
  return useMemo(() => {
    const known = {
      connections: connections?.results ?? NOTHING,
      connectors: connectors?.results ?? NOTHING,
    };
    const titles = titlesOf(ran?.definition, known, say);
    return ({ id, kind }) =>
      titles.get(id ?? "") ?? { title: kindWords(kind, say), connector: null, connection: null };
  }, [ran, connections, connectors, say]);
}

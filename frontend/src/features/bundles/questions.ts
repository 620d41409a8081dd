/** What is asked of a person in a dialog before something is done, or told after it. */
import { createContext, useContext } from "react";
import type { Problem } from "../../api/problems";
import type { Group, Row } from "./model";
import type { StartFacts } from "./queries";

export type Question =
  | { what: "start"; row: Row; facts: StartFacts }
  | { what: "unready"; row: Row; refusal: Problem | null }
  | { what: "until"; row: Row; refusal: Problem | null }
  | { what: "waiting"; row: Row }
  | { what: "confidential"; row: Row }
  | { what: "move"; rows: readonly Row[] }
  | { what: "new_group" }
  | { what: "rename_group"; group: Group }
  | { what: "delete_group"; group: Group }
  | { what: "failures"; failures: readonly { id: string; name: string; message: string }[] };

export const AskContext = createContext<(question: Question) => void>(() => {});

/** Return what opens a dialog of this page. */
export function useAsk(): (question: Question) => void {
  return useContext(AskContext);
}

/** What is done with whole steps, by menu, keyboard and mouse alike. */
import { useMemo } from "react";
import { useWords } from "../../../i18n/words";
import { tell } from "../../../ui/notice";
import { asText } from "../clipboard";
import type { Step } from "../definition";
import { useDraft } from "../draft";
import { placeBeyond } from "../edits";
import { idsOf } from "../ids";
import { edited } from "../model";
import { useNaming } from "../naming";
import type { Place } from "../places";
import { useOpening } from "./use-open";

export interface StepDeeds {
  /** Put steps in and open the first of them. */
  add: (steps: Step[], place: Place) => void;
  duplicate: (id: string) => void;
  copy: (id: string) => void;
  mayMove: (id: string, way: "up" | "down") => boolean;
  move: (id: string, way: "up" | "down") => void;
  moveTo: (id: string, place: Place) => void;
  remove: (id: string) => void;
}

export function useStepDeeds(): StepDeeds {
  const say = useWords();
  const { draft, dispatch } = useDraft();
  const { openId, open, close } = useOpening();
  const naming = useNaming();
  return useMemo(
    () => ({
      add: (steps, place) => {
        const before = idsOf(draft);
        const after = idsOf(edited(draft, { do: "addSteps", steps, place }));
        dispatch({ do: "addSteps", steps, place });
        const first = [...after].find((id) => !before.has(id));
        if (first) open(first);
      },
      duplicate: (id) => dispatch({ do: "duplicate", step: id }),
      copy: (id) => {
        void navigator.clipboard.writeText(asText(draft, id) ?? "");
        tell(say("builder.step.copied", { title: naming.titleAt(id) }));
      },
      mayMove: (id, way) => placeBeyond(draft, id, way) !== undefined,
      move: (id, way) => {
        const place = placeBeyond(draft, id, way);
        if (place) dispatch({ do: "moveStep", step: id, place });
      },
      moveTo: (id, place) => dispatch({ do: "moveStep", step: id, place }),
      remove: (id) => {
        const title = naming.titleAt(id);
        if (openId === id) close();
        dispatch({ do: "removeStep", step: id });
        tell(say("builder.step.removed", { title }));
      },
    }),
    [draft, dispatch, openId, open, close, naming, say],
  );
}

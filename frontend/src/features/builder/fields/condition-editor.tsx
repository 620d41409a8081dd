import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useWords } from "../../../i18n/words";
import type { Condition } from "../definition";
import { addTo, changeAt, readCondition, removeAt, writeCondition } from "./condition/condition";
import { type Building, BuildingContext } from "./condition/condition-context";
import { ConditionGroup } from "./condition/condition-group";
import { ConditionVerdict } from "./condition/condition-verdict";
import { readOperators } from "./condition/operators";
import { useConditionPreview } from "./preview";
import { operatorsQuery } from "./queries";

interface Props {
  value: Condition | undefined;
  onChange: (value: Condition | undefined, typing?: string) => void;
  /** The step the condition is for. */
  at: string;
  /** Where in the step it stands: `when`, `branches/0/when`. */
  path: string;
  /** What it means that there is no condition. */
  empty?: string;
}

/** A condition in words, with groups, and whether the sample passes it. */
export function ConditionEditor({ value, onChange, at, path, empty }: Props) {
  const say = useWords();
  const { data } = useQuery(operatorsQuery());
  const root = useMemo(() => readCondition(value), [value]);
  const preview = useConditionPreview(at, value && writeCondition(root));
  const building: Building = {
    at,
    root,
    operators: useMemo(() => readOperators(data?.results ?? []), [data]),
    seen: useMemo(() => new Map(preview?.parts.map((one) => [one.path, one])), [preview]),
    change: (way, change, typing) => {
      const next = way.length === 0 ? change(root)[0] : changeAt(root, way, change);
      if (next?.kind === "group")
        onChange(writeCondition(next), typing && `${at} ${path} ${typing}`);
    },
    add: (way, node) => onChange(writeCondition(addTo(root, way, node))),
    remove: (way) => onChange(writeCondition(removeAt(root, way))),
  };
  return (
    <div data-field={path}>
      <BuildingContext value={building}>
        <ConditionGroup
          group={root}
          way={[]}
          pointer={path}
          seenAt=""
          empty={empty ?? say("builder.fields.when.empty")}
        />
        {preview && <ConditionVerdict passes={preview.passes} />}
      </BuildingContext>
    </div>
  );
}

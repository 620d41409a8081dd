/** What a person enters to sign in: one of a service's ways, and its fields. */
import { useMemo, useState } from "react";
import { entered, fieldsOf, type Inputs, shown } from "../../../ui/schema-form/schema";
import type { WayIn } from "../model";

/** Return the chosen way, its inputs, and what to send; inputs of another way begin anew. */
export function useWayIn(ways: readonly WayIn[], first?: string) {
  const [kind, setKind] = useState(first);
  const [inputs, fill] = useState<Inputs | null>(null);
  const way = ways.find((one) => one.kind === kind) ?? ways[0];
  const fields = useMemo(() => (way ? fieldsOf(way.fields) : []), [way]);
  const current = inputs ?? shown(fields, {});
  return {
    way,
    inputs: current,
    fill,
    choose: (next: string) => {
      setKind(next);
      fill(null);
    },
    auth: () => ({ kind: way?.kind, ...entered(fields, current) }),
  };
}

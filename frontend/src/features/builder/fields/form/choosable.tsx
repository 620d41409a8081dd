import { type ReactNode, useState } from "react";
import type { Json } from "../../definition";
import { useMistake } from "../../draft";
import { isMapped } from "../mapping/template";
import { MappingInput } from "../mapping-input";
import { FieldShell } from "./field-shell";
import type { FieldSpec } from "./schema";

export interface Chooser {
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  error: string | undefined;
  ids: { labelledby: string; describedby: string };
}

interface Props {
  spec: Pick<FieldSpec, "title" | "help" | "isRequired">;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  at: string;
  path: string;
  children: (chooser: Chooser) => ReactNode;
}

/** A value that is chosen or entered in its own way, or taken from an earlier step. */
export function Choosable({ spec, value, onChange, at, path, children }: Props) {
  const mistake = useMistake(at)(path);
  const [wish, setWish] = useState<boolean | null>(null);
  const isMapping = wish ?? (typeof value === "string" && isMapped(value));
  const onSwitch = (next: boolean) => {
    setWish(next);
    if (value !== undefined && (!next || typeof value === "object")) onChange(undefined);
  };
  return (
    <FieldShell
      spec={spec}
      path={path}
      error={isMapping ? undefined : mistake}
      isMapping={isMapping}
      onSwitch={onSwitch}
    >
      {(ids) =>
        isMapping ? (
          <MappingInput
            label={spec.title}
            value={value}
            onChange={onChange}
            at={at}
            path={path}
            look={{ isCompact: true, isRequired: spec.isRequired }}
          />
        ) : (
          children({ value, onChange, error: mistake, ids })
        )
      }
    </FieldShell>
  );
}

import type { Fields, Json } from "../../definition";
import { Choosable } from "./choosable";
import { LiveName } from "./live-name";
import { PairsInput } from "./pairs-input";
import type { FieldSpec } from "./schema";

interface Props {
  spec: FieldSpec;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  at: string;
  path: string;
}

/** Names and values; the names of the account's own fields are offered where there are any. */
export function ObjectField({ spec, value, onChange, at, path }: Props) {
  return (
    <Choosable spec={spec} value={value} onChange={onChange} at={at} path={path}>
      {() => (
        <PairsInput
          label={spec.title}
          value={asFields(value)}
          onChange={onChange}
          at={at}
          path={path}
          {...(spec.isLive
            ? {
                nameInput: (row, onName) => <LiveName spec={spec} row={row} onName={onName} />,
              }
            : {})}
        />
      )}
    </Choosable>
  );
}

export function asFields(value: Json | undefined): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

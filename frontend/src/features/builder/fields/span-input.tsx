import { Group, Input, NativeSelect, NumberInput } from "@mantine/core";
import { useState } from "react";
import { useWords } from "../../../i18n/words";
import type { Json } from "../definition";
import { useDraft, useMistake } from "../draft";
import { readSpan, UNITS, type Unit, writeSpan } from "./span";

interface Props {
  label: string;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  at: string;
  path: string;
}

/** A length of time: how many of which unit. */
export function SpanInput({ label, value, onChange, at, path }: Props) {
  const say = useWords();
  const { mayEdit } = useDraft();
  const mistake = useMistake(at)(path);
  const span = readSpan(value);
  const [unit, setUnit] = useState<Unit>(span?.unit ?? "hours");
  const set = (amount: number | undefined, next: Unit) => {
    setUnit(next);
    onChange(amount === undefined ? undefined : writeSpan({ amount, unit: next }));
  };
  return (
    <div data-field={path}>
      <Group gap={6} wrap="nowrap">
        <NumberInput
          w={96}
          min={0}
          allowDecimal={false}
          value={span?.amount ?? ""}
          onChange={(next) => set(typeof next === "number" ? next : undefined, span?.unit ?? unit)}
          aria-label={`${label}: ${say("builder.fields.span.amount")}`}
          error={Boolean(mistake)}
          disabled={!mayEdit}
        />
        <NativeSelect
          flex={1}
          miw={100}
          value={span?.unit ?? unit}
          onChange={(event) =>
            set(span?.amount, UNITS.find((one) => one === event.currentTarget.value) ?? "hours")
          }
          data={UNITS.map((one) => ({ value: one, label: say(`builder.fields.span.${one}`) }))}
          aria-label={`${label}: ${say("builder.fields.span.unit")}`}
          disabled={!mayEdit}
        />
      </Group>
      {mistake && <Input.Error mt={4}>{mistake}</Input.Error>}
    </div>
  );
}

import { Checkbox, Group, Input, Text } from "@mantine/core";
import { useState } from "react";
import { type Key, useWords } from "../../../../i18n/words";
import type { Json } from "../../definition";
import { useDraft, useMistake } from "../../draft";
import { MappingInput } from "../mapping-input";
import { SpanInput } from "../span-input";
import type { Leaf, Operand } from "./condition";
import classes from "./condition.module.css";
import { useBuilding } from "./condition-context";

interface Props {
  operand: Operand;
  leaf: Leaf;
  path: string;
  onPatch: (patch: Partial<Leaf>) => void;
}

/** What the value is compared with: nothing, one value, several, two, days, a length of time. */
export function OperandInput({ operand, leaf, path, onPatch }: Props) {
  const say = useWords();
  const { at } = useBuilding();
  const label = say("builder.fields.when.than");
  const own = { at, path: `${path}/than`, label, look: { isCompact: true } };
  const onThan = (than: Json | undefined) => onPatch({ than });
  switch (operand) {
    case "none":
      return leaf.is === "changed" ? (
        <MappingInput
          {...own}
          label={say("builder.fields.when.per")}
          path={`${path}/per`}
          value={leaf.per}
          onChange={(per) => onPatch({ per: typeof per === "string" ? per : undefined })}
          look={{ isCompact: true, placeholder: say("builder.fields.when.per") }}
        />
      ) : null;
    case "pair":
      return <PairInput {...own} value={leaf.than} onChange={onThan} />;
    case "weekdays":
      return <WeekdaysInput {...own} value={leaf.than} onChange={onThan} />;
    case "duration":
      return <SpanInput {...own} value={leaf.than} onChange={onThan} />;
    case "list":
      return (
        <div>
          <MappingInput
            {...own}
            value={Array.isArray(leaf.than) ? leaf.than.join(", ") : leaf.than}
            onChange={onThan}
          />
          <Text size="xs" mt={2} className={classes.quiet ?? ""}>
            {say("builder.fields.when.list_help")}
          </Text>
        </div>
      );
    default:
      return <MappingInput {...own} value={leaf.than} onChange={onThan} />;
  }
}

interface ValueProps {
  label: string;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  at: string;
  path: string;
}

/** Two values; they are kept once both are entered. */
function PairInput({ value, onChange, at, path }: ValueProps) {
  const say = useWords();
  const [half, setHalf] = useState<Json[]>(["", ""]);
  const [low = "", high = ""] = Array.isArray(value) ? value : half;
  const set = (pair: Json[]) => {
    setHalf(pair);
    onChange(pair.every((one) => one !== "") ? pair : undefined);
  };
  return (
    <Group gap={6} grow align="start">
      <MappingInput
        label={say("builder.fields.when.from")}
        value={low}
        onChange={(next) => set([next ?? "", high])}
        at={at}
        path={`${path}/0`}
        look={{ isCompact: true, placeholder: say("builder.fields.when.from") }}
      />
      <MappingInput
        label={say("builder.fields.when.to")}
        value={high}
        onChange={(next) => set([low, next ?? ""])}
        at={at}
        path={`${path}/1`}
        look={{ isCompact: true, placeholder: say("builder.fields.when.to") }}
      />
    </Group>
  );
}

const DAYS = [1, 2, 3, 4, 5, 6, 7];

function WeekdaysInput({ value, onChange, at, path }: ValueProps) {
  const say = useWords();
  const { mayEdit } = useDraft();
  const mistake = useMistake(at)(path);
  const days = Array.isArray(value) ? value.map(String) : [];
  return (
    <Checkbox.Group
      data-field={path}
      aria-label={say("builder.fields.weekdays")}
      value={days}
      onChange={(chosen) =>
        onChange(chosen.length > 0 ? chosen.map(Number).toSorted((a, b) => a - b) : undefined)
      }
      error={mistake && <Input.Error>{mistake}</Input.Error>}
    >
      <Group gap="xs" mt={6}>
        {DAYS.map((day) => (
          <Checkbox
            key={day}
            size="xs"
            value={String(day)}
            label={say(`builder.fields.weekday.${day}` as Key)}
            disabled={!mayEdit}
          />
        ))}
      </Group>
    </Checkbox.Group>
  );
}

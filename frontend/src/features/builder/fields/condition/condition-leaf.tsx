import { Badge } from "@mantine/core";
import { useWords } from "../../../../i18n/words";
import { MappingInput } from "../mapping-input";
import { ComparisonSeen } from "./comparison-seen";
import { type Leaf, pointerOfLeaf, type Way, withOperator } from "./condition";
import classes from "./condition.module.css";
import { useBuilding } from "./condition-context";
import { LeafMenu } from "./leaf-menu";
import { OperandInput } from "./operand-input";
import { OperatorSelect } from "./operator-select";

interface Props {
  leaf: Leaf;
  way: Way;
  pointer: string;
  seenAt: string;
}

/** One comparison: a value, how it is compared, with what; and what the sample has there. */
export function ConditionLeaf({ leaf, way, pointer, seenAt }: Props) {
  const say = useWords();
  const { at, operators, change, seen } = useBuilding();
  const path = pointerOfLeaf(pointer, leaf);
  const operandOf = (name: string | undefined) =>
    operators.find((one) => one.name === name)?.operand ?? "text";
  const operand = operandOf(leaf.is);
  const set = (patch: Partial<Leaf>, typing?: string) =>
    change(way, () => [{ ...leaf, ...patch }], typing);
  const told = seen.get(pointerOfLeaf(seenAt, leaf));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own frame and legend.
    <div
      role="group"
      className={classes.leaf}
      aria-label={say("builder.fields.when.item", { number: (way.at(-1) ?? 0) + 1 })}
    >
      <div className={classes.parts}>
        {leaf.isNegated && (
          <Badge variant="light" color="orange" tt="none">
            {say("builder.fields.when.not")}
          </Badge>
        )}
        <div className={classes.value}>
          <MappingInput
            label={say("builder.fields.when.value")}
            value={leaf.value}
            onChange={(value) => set({ value: value ?? "" }, `${way} value`)}
            at={at}
            path={`${path}/value`}
            look={{
              isCompact: true,
              hidesResult: true,
              placeholder: say("builder.fields.insert.hint"),
            }}
          />
        </div>
        <div className={classes.operator}>
          <OperatorSelect
            value={leaf.is}
            sample={told?.value}
            path={`${path}/is`}
            onChange={(is) => change(way, () => [withOperator(leaf, is, operand, operandOf(is))])}
          />
        </div>
        <div className={classes.than}>
          <OperandInput
            key={operand}
            operand={operand}
            leaf={leaf}
            path={path}
            onPatch={(patch) => set(patch, `${way} than`)}
          />
        </div>
        {told && <ComparisonSeen seen={told} />}
      </div>
      <LeafMenu leaf={leaf} way={way} operand={operand} />
    </div>
  );
}

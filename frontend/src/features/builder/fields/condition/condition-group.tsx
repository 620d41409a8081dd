import { ActionIcon, Button, Group as Line, NativeSelect, Text } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { Fragment } from "react";
import { useWords } from "../../../../i18n/words";
import { useDraft } from "../../draft";
import { type Group, groupOf, NEW_LEAF, pointerIn, type Way } from "./condition";
import classes from "./condition.module.css";
import { useBuilding } from "./condition-context";
import { ConditionLeaf } from "./condition-leaf";

interface Props {
  group: Group;
  way: Way;
  /** Where it stands in the step, and in what is asked about the sample. */
  pointer: string;
  seenAt: string;
  empty?: string;
}

const MODES = ["all", "any", "not_any", "not_all"] as const;

/** A group of comparisons and groups: how many of them must hold, and what they are. */
export function ConditionGroup({ group, way, pointer, seenAt, empty }: Props) {
  const say = useWords();
  const { mayEdit } = useDraft();
  const { change, add, remove } = useBuilding();
  const isRoot = way.length === 0;
  const number = (way.at(-1) ?? 0) + 1;
  const setMode = (chosen: string) =>
    change(way, () => [
      {
        ...group,
        mode: chosen.endsWith("any") ? "any" : "all",
        isNegated: chosen.startsWith("not"),
      },
    ]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own frame and legend.
    <div
      role="group"
      className={classes.group}
      data-nested={!isRoot || undefined}
      aria-label={
        isRoot ? say("builder.fields.when.label") : say("builder.fields.when.group", { number })
      }
    >
      {(group.items.length > 1 || !isRoot || group.isNegated) && (
        <div className={classes.head}>
          <NativeSelect
            size="xs"
            value={`${group.isNegated ? "not_" : ""}${group.mode}`}
            onChange={(event) => setMode(event.currentTarget.value)}
            data={MODES.map((value) => ({ value, label: say(`builder.fields.when.${value}`) }))}
            aria-label={say("builder.fields.when.mode")}
            disabled={!mayEdit}
          />
          {!isRoot && mayEdit && (
            <ActionIcon aria-label={say("builder.fields.when.remove")} onClick={() => remove(way)}>
              <IconX size={16} />
            </ActionIcon>
          )}
        </div>
      )}
      {group.items.length === 0 && empty && (
        <Text size="sm" className={classes.quiet ?? ""}>
          {empty}
        </Text>
      )}
      {group.items.map((node, index) => {
        const own = {
          way: [...way, index],
          pointer: pointerIn(pointer, group, index),
          seenAt: pointerIn(seenAt, group, index),
        };
        return (
          <Fragment key={index}>
            {index > 0 && (
              <span className={classes.between}>
                {say(group.mode === "all" ? "builder.fields.when.and" : "builder.fields.when.or")}
              </span>
            )}
            {node.kind === "leaf" ? (
              <ConditionLeaf leaf={node} {...own} />
            ) : (
              <ConditionGroup group={node} {...own} />
            )}
          </Fragment>
        );
      })}
      {mayEdit && (
        <Line gap="xs">
          <Button
            size="compact-sm"
            variant="light"
            leftSection={<IconPlus size={14} />}
            onClick={() => add(way, NEW_LEAF)}
          >
            {say("builder.fields.when.add")}
          </Button>
          {way.length < 3 && (
            <Button
              size="compact-sm"
              variant="subtle"
              leftSection={<IconPlus size={14} />}
              onClick={() => add(way, groupOf(group.mode === "any" ? "all" : "any", NEW_LEAF))}
            >
              {say(
                group.mode === "any"
                  ? "builder.fields.when.add_all"
                  : "builder.fields.when.add_group",
              )}
            </Button>
          )}
        </Line>
      )}
    </div>
  );
}

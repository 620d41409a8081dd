import { ActionIcon, Menu } from "@mantine/core";
import { IconCopy, IconDots, IconLetterCase, IconTrash, IconX } from "@tabler/icons-react";
import { useWords } from "../../../../i18n/words";
import { useDraft } from "../../draft";
import { type Leaf, mindsCase, type Operand, type Way } from "./condition";
import { useBuilding } from "./condition-context";

interface Props {
  leaf: Leaf;
  way: Way;
  operand: Operand;
}

/** What else can be done with a comparison. */
export function LeafMenu({ leaf, way, operand }: Props) {
  const say = useWords();
  const { mayEdit } = useDraft();
  const { change, remove } = useBuilding();
  if (!mayEdit) return null;
  const { isNegated } = leaf;
  const number = (way.at(-1) ?? 0) + 1;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon mt={4} aria-label={say("builder.fields.when.menu", { number })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {mindsCase(operand) && (
          <Menu.Item
            leftSection={<IconLetterCase size={14} />}
            rightSection={leaf.case ? "✓" : undefined}
            role="menuitemcheckbox"
            aria-checked={Boolean(leaf.case)}
            onClick={() => change(way, () => [{ ...leaf, case: !leaf.case }])}
          >
            {say("builder.fields.when.case")}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconX size={14} />}
          onClick={() => change(way, () => [{ ...leaf, isNegated: !isNegated }])}
        >
          {say(isNegated ? "builder.fields.when.negate_off" : "builder.fields.when.negate")}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconCopy size={14} />}
          onClick={() => change(way, (node) => [node, node])}
        >
          {say("builder.fields.when.duplicate")}
        </Menu.Item>
        <Menu.Item color="red" leftSection={<IconTrash size={14} />} onClick={() => remove(way)}>
          {say("builder.fields.when.remove")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

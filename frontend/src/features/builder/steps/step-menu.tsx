import { ActionIcon, Menu } from "@mantine/core";
import {
  IconArrowDown,
  IconArrowUp,
  IconCopy,
  IconCopyPlus,
  IconDots,
  IconTrash,
} from "@tabler/icons-react";
import { useWords } from "../../../i18n/words";
import type { Step } from "../definition";
import { useStepDeeds } from "./use-step-deeds";

/** What one can do with a step besides opening it. */
export function StepMenu({ step, title }: { step: Step; title: string }) {
  const say = useWords();
  const deeds = useStepDeeds();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon mr={6} className="nodrag" aria-label={say("builder.step.menu", { title })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconCopyPlus size={16} />}
          onClick={() => deeds.duplicate(step.id)}
        >
          {say("builder.step.duplicate")}
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy size={16} />} onClick={() => deeds.copy(step.id)}>
          {say("builder.step.copy")}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowUp size={16} />}
          disabled={!deeds.mayMove(step.id, "up")}
          onClick={() => deeds.move(step.id, "up")}
        >
          {say("builder.step.up")}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowDown size={16} />}
          disabled={!deeds.mayMove(step.id, "down")}
          onClick={() => deeds.move(step.id, "down")}
        >
          {say("builder.step.down")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          color="red"
          leftSection={<IconTrash size={16} />}
          onClick={() => deeds.remove(step.id)}
        >
          {say("builder.step.remove")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

import { Button, Group, Popover, Stack, Text } from "@mantine/core";
import { IconReplace, IconTrash } from "@tabler/icons-react";
import { useWords } from "../../../../i18n/words";
import { inShort, keysInWords, sampleOf } from "./faces";
import { FunctionChain } from "./function-chain";
import classes from "./mapping.module.css";
import type { Call, Pill } from "./template";
import type { NamedRoot } from "./use-roots";

interface Props {
  pill: Pill;
  roots: readonly NamedRoot[];
  /** The pill on the screen. */
  element: HTMLElement;
  onCalls: (calls: Call[]) => void;
  onReplace: () => void;
  onRemove: () => void;
  onClose: () => void;
}

/** What a pill stands for: where its value is from, what is done to it, and the ways out. */
export function PillPopover({
  pill,
  roots,
  element,
  onCalls,
  onReplace,
  onRemove,
  onClose,
}: Props) {
  const say = useWords();
  const [first, ...rest] = pill.keys ?? [];
  const root = roots.find(({ name }) => name === first);
  const value = sampleOf(pill, roots);
  return (
    <Popover
      opened
      onDismiss={onClose}
      width={340}
      position="bottom-start"
      trapFocus
      returnFocus={false}
      shadow="md"
    >
      <Popover.Target>
        <span className={classes.anchor} style={placeOf(element)} />
      </Popover.Target>
      <Popover.Dropdown aria-label={say("builder.fields.pill.title")}>
        <Stack gap="xs">
          <div>
            <Text size="sm" fw={500}>
              {pill.keys ? (root?.title ?? first) : say("builder.fields.pill.constant")}
            </Text>
            <Text size="sm">{pill.keys ? keysInWords(rest) : pill.operand}</Text>
            {pill.keys && (
              <Text size="xs" className={classes.quiet ?? ""} lineClamp={3}>
                {value === undefined
                  ? say("builder.fields.pill.no_sample")
                  : say("builder.fields.pill.sample", { value: inShort(value, say) })}
              </Text>
            )}
          </div>
          <Text size="xs" fw={500}>
            {say("builder.fields.pill.functions")}
          </Text>
          <FunctionChain calls={pill.calls} onChange={onCalls} />
          <Group gap={4} justify="space-between" wrap="nowrap">
            <Button
              size="compact-xs"
              variant="default"
              data-autofocus
              leftSection={<IconReplace size={14} />}
              onClick={onReplace}
            >
              {say("builder.fields.pill.change")}
            </Button>
            <Button
              size="compact-xs"
              variant="subtle"
              color="red"
              leftSection={<IconTrash size={14} />}
              onClick={onRemove}
            >
              {say("builder.fields.pill.remove")}
            </Button>
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Return where the anchor has to be inside of the frame to lie under the pill. */
function placeOf(element: HTMLElement) {
  const frame = element.closest("[data-mapping]")?.getBoundingClientRect();
  const pill = element.getBoundingClientRect();
  return {
    left: pill.left - (frame?.left ?? 0),
    top: pill.top - (frame?.top ?? 0),
    width: pill.width,
    height: pill.height,
  };
}

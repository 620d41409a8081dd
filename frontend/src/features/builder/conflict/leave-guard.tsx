import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { useWords } from "../../../i18n/words";
import type { Editor } from "../use-editor";

/** Leaving waits until everything is saved, and asks only when that is not possible. */
export function LeaveGuard({ editor: { saver } }: { editor: Editor }) {
  const say = useWords();
  const blocker = useBlocker({
    shouldBlockFn: async ({ current, next }) =>
      current.pathname !== next.pathname && !saver.isClean && !(await saver.flush()),
    enableBeforeUnload: () => !saver.isClean,
    withResolver: true,
  });
  return (
    <Modal
      opened={blocker.status === "blocked"}
      onClose={() => blocker.reset?.()}
      title={say("builder.leave.title")}
    >
      <Stack>
        <Text size="sm">{say("builder.leave.help")}</Text>
        <Group justify="flex-end">
          <Button variant="default" color="red" onClick={() => blocker.proceed?.()}>
            {say("builder.leave.leave")}
          </Button>
          <Button onClick={() => blocker.reset?.()} data-autofocus>
            {say("builder.leave.stay")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

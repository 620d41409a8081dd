import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { useMe } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import { putAside } from "../unsaved";
import type { Editor } from "../use-editor";

const SIGN_IN = "/sign-in";

/** Leaving waits until everything is saved, and asks only when that is not possible. */
export function LeaveGuard({ editor: { saver, drafting } }: { editor: Editor }) {
  const say = useWords();
  const person = useMe().me.user?.id ?? "";
  const { bundleId } = drafting;
  const blocker = useBlocker({
    shouldBlockFn: async ({ current, next }) => {
      if (current.pathname === next.pathname || saver.isClean || (await saver.flush()))
        return false;
      // The session is over: nothing can be saved before one has signed in again.
      const { latest: draft, revision } = saver;
      return next.pathname !== SIGN_IN || !putAside(bundleId, person, { draft, revision });
    },
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

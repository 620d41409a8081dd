import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useWords } from "../i18n/words";
import { FormFailure } from "./form-failure";

interface Props {
  title: string;
  /** What else it touches. */
  children: ReactNode;
  verb: string;
  isPending: boolean;
  error: unknown;
  onYes: () => void;
  onClose: () => void;
}

/** Asks once before what can't be undone. */
export function Ask({ title, children, verb, isPending, error, onYes, onClose }: Props) {
  const say = useWords();
  return (
    <Modal opened onClose={onClose} title={title}>
      <Stack>
        <FormFailure error={error} />
        <Text size="sm">{children}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {say("ui.cancel")}
          </Button>
          <Button color="red.8" loading={isPending} onClick={onYes}>
            {verb}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

import { Modal, Stack, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import { api } from "../../api/client";
import { mistakeAt, problemOf } from "../../api/problems";
import { useWords } from "../../i18n/words";
import { FormButtons } from "../../ui/form-buttons";
import { FormFailure } from "../../ui/form-failure";
import { useEnterWorkspace } from "./enter-workspace";

interface Props {
  opened: boolean;
  onClose: () => void;
}

/** Makes a workspace in the browser's time zone, and goes there. */
export function NewWorkspaceDialog({ opened, onClose }: Props) {
  const say = useWords();
  const enter = useEnterWorkspace();
  const making = api.useMutation("post", "/api/v1/workspaces", {
    onSuccess: async ({ id }) => {
      onClose();
      await enter(id);
    },
  });
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name"));
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    making.mutate({ body: { name, time_zone: timeZone } });
  };
  return (
    <Modal opened={opened} onClose={onClose} title={say("app.workspace.new")}>
      <form onSubmit={send} noValidate>
        <Stack>
          <FormFailure error={making.error} told={["/name"]} />
          <TextInput
            name="name"
            data-autofocus
            maxLength={200}
            label={say("app.workspace.name")}
            description={say("app.workspace.help")}
            error={mistakeAt(making.error ? problemOf(making.error) : null, "/name")}
          />
          <FormButtons
            verb={say("app.workspace.create")}
            isPending={making.isPending}
            onCancel={onClose}
          />
        </Stack>
      </form>
    </Modal>
  );
}

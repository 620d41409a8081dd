import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { mistakeAt, problemOf } from "../../../api/problems";
import { useWords } from "../../../i18n/words";
import { FormFailure } from "../../../ui/form-failure";
import { createGroup, renameGroup } from "../deeds";
import type { Group as GroupOfBundles } from "../model";
import { useDeed } from "./use-deed";

interface Props {
  /** The group to rename; without it a new one is made. */
  group?: GroupOfBundles;
  onClose: () => void;
}

const LONGEST = 200;

/** Names a group, a new one or one that is there. */
export function GroupName({ group, onClose }: Props) {
  const say = useWords();
  const [name, write] = useState(group?.name ?? "");
  const naming = useDeed<string>(
    async (wanted) => {
      if (group) await renameGroup(group.id, wanted);
      else await createGroup(wanted);
    },
    onClose,
    (wanted) => say(group ? "bundles.group.renamed" : "bundles.group.created", { name: wanted }),
  );
  const send = (event: FormEvent) => {
    event.preventDefault();
    naming.mutate(name.trim());
  };
  const problem = naming.error ? problemOf(naming.error) : null;
  return (
    <Modal
      opened
      onClose={onClose}
      title={say(group ? "bundles.group.rename" : "bundles.group.new")}
    >
      <form onSubmit={send} noValidate>
        <Stack>
          <FormFailure error={naming.error} told={["/name"]} />
          <TextInput
            data-autofocus
            maxLength={LONGEST}
            label={say("bundles.group.name")}
            value={name}
            error={mistakeAt(problem, "/name")}
            onChange={(event) => write(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {say("ui.cancel")}
            </Button>
            <Button type="submit" loading={naming.isPending} disabled={!name.trim()}>
              {say(group ? "ui.save" : "bundles.group.create")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

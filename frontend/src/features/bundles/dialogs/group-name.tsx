import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { mistakeAt, problemOf } from "../../../api/problems";
import { useWords } from "../../../i18n/words";
import { FormFailure } from "../../../ui/form-failure";
import { bulk, createGroup, renameGroup } from "../deeds";
import type { Group as GroupOfBundles, Row } from "../model";
import { useDeed } from "./use-deed";

interface Props {
  /** The group to rename; without it a new one is made. */
  group?: GroupOfBundles;
  /** What goes into the new group at once. */
  rows?: readonly Row[];
  onClose: () => void;
}

const LONGEST = 200;

/** Names a group, a new one or one that is there. */
export function GroupName({ group, rows = [], onClose }: Props) {
  const say = useWords();
  const [name, write] = useState(group?.name ?? "");
  const naming = useDeed<string>(
    (wanted) => (group ? renameGroup(group.id, wanted) : makeWith(wanted, rows)),
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
          {rows.length > 0 && (
            <Text size="sm" c="dimmed">
              {say("bundles.group.takes", { count: rows.length })}
            </Text>
          )}
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

async function makeWith(name: string, rows: readonly Row[]): Promise<void> {
  const { id } = await createGroup(name);
  const ids = rows.map((row) => row.id);
  if (ids.length > 0) await bulk(ids, { do: "move", group: id });
}

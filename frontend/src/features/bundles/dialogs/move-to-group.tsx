import { Button, Group, Modal, Radio, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { everyGroupQuery } from "../../../api/lists";
import { mistakeAt, problemOf } from "../../../api/problems";
import { useWords } from "../../../i18n/words";
import { Failed } from "../../../ui/failed";
import { FormFailure } from "../../../ui/form-failure";
import { createGroup } from "../deeds";
import type { Row } from "../model";
import { useMove } from "../use-move";

interface Props {
  rows: readonly Row[];
  onClose: () => void;
}

const NONE = "none";
const NEW = "new";
const LONGEST = 200;

/** Asks where bundles go: one of the groups, no group, or a new one. */
export function MoveToGroup({ rows, onClose }: Props) {
  const say = useWords();
  const { data: groups = [], error } = useQuery(everyGroupQuery());
  const here = rows.length === 1 ? (rows[0]?.group ?? NONE) : "";
  const [place, choose] = useState(here);
  const [name, write] = useState("");
  const moving = useMove(rows, onClose);
  const send = (event: FormEvent) => {
    event.preventDefault();
    moving.mutate(async () => {
      if (place === NEW) return createGroup(name.trim());
      const group = groups.find(({ id }) => id === place);
      return group ?? { id: null, name: say("bundles.group.none") };
    });
  };
  const isReady = place === NEW ? name.trim() !== "" : place !== "" && place !== here;
  const title = rows.length === 1 ? rows[0]?.name : undefined;
  return (
    <Modal
      opened
      onClose={onClose}
      title={
        title
          ? say("bundles.move.title", { name: title })
          : say("bundles.move.title_many", { count: rows.length })
      }
    >
      <form onSubmit={send} noValidate>
        <Stack>
          {error && <Failed error={error} />}
          <FormFailure error={moving.error} told={["/name"]} />
          <Radio.Group label={say("bundles.move.where")} value={place} onChange={choose}>
            <Stack gap="xs" mt="xs">
              {groups.map((group) => (
                <Radio key={group.id} value={group.id} label={group.name} />
              ))}
              <Radio value={NONE} label={say("bundles.group.none")} />
              <Radio value={NEW} label={say("bundles.group.new")} />
            </Stack>
          </Radio.Group>
          {place === NEW && (
            <TextInput
              autoFocus
              maxLength={LONGEST}
              label={say("bundles.group.name")}
              value={name}
              error={mistakeAt(moving.error ? problemOf(moving.error) : null, "/name")}
              onChange={(event) => write(event.currentTarget.value)}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {say("ui.cancel")}
            </Button>
            <Button type="submit" loading={moving.isPending} disabled={!isReady}>
              {say("bundles.move.do")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

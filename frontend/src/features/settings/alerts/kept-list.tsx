import { Button, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import { Fragment, type ReactNode, useState } from "react";
import { useMay } from "../../../api/me";
import { Failed } from "../../../ui/failed";
import { LoadingRows } from "../../../ui/loading";
import { Section } from "../section";

type Doing<T> = { what: "new" } | { what: "edit" | "delete"; thing: T };

interface Deeds {
  onEdit: () => void;
  onDelete: () => void;
}

interface Props<T> {
  words: { title: string; help: string; add: string; none?: string };
  things: UseQueryResult<{ results: T[] }, unknown>;
  row: (thing: T, deeds: Deeds) => ReactNode;
  /** Where one is made, for null, or changed. */
  dialog: (thing: T | null, onClose: () => void) => ReactNode;
  deletion: (thing: T, onClose: () => void) => ReactNode;
}

/** What a workspace keeps of one kind: a row each, and the windows to make, change and delete one. */
export function KeptList<T extends { id: string }>({ words, things, ...draw }: Props<T>) {
  const mayEdit = useMay("editor");
  const [doing, setDoing] = useState<Doing<T> | null>(null);
  const stop = () => setDoing(null);
  const add = (
    <Button
      variant="default"
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => setDoing({ what: "new" })}
    >
      {words.add}
    </Button>
  );
  return (
    <Section title={words.title} help={words.help} action={mayEdit && add}>
      {things.isPending && <LoadingRows rows={3} height={48} />}
      {things.isError && <Failed error={things.error} onRetry={things.refetch} />}
      {things.data?.results.length === 0 && words.none && <Text size="sm">{words.none}</Text>}
      <Stack gap={0} component="ul" m={0} p={0}>
        {things.data?.results.map((thing) => (
          <Fragment key={thing.id}>
            {draw.row(thing, {
              onEdit: () => setDoing({ what: "edit", thing }),
              onDelete: () => setDoing({ what: "delete", thing }),
            })}
          </Fragment>
        ))}
      </Stack>
      {doing?.what === "new" && draw.dialog(null, stop)}
      {doing?.what === "edit" && draw.dialog(doing.thing, stop)}
      {doing?.what === "delete" && draw.deletion(doing.thing, stop)}
    </Section>
  );
}

import { ActionIcon, Drawer, Group, Text } from "@mantine/core";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type Key, useWords } from "../../../i18n/words";
import { Failed } from "../../../ui/failed";
import { LoadingRows } from "../../../ui/loading";
import { rowQuery } from "../queries";
import { useRowNames } from "../use-row-names";
import { RowStory } from "./row-story";

interface Props {
  id: string;
  /** What was searched for. */
  term?: string;
  newer?: string;
  older?: string;
  onOpen: (id: string | undefined) => void;
}

/** Everything about one row, at the side of the list; the arrows walk through the list. */
export function RowSheet({ id, term, newer, older, onOpen }: Props) {
  const say = useWords();
  const nameOf = useRowNames();
  const { data: row, error, isPending, refetch } = useQuery(rowQuery(id));
  const step = (words: Key, to: string | undefined, Icon: typeof IconChevronUp) => (
    <ActionIcon disabled={!to} onClick={() => onOpen(to)} aria-label={say(words)}>
      <Icon size={18} />
    </ActionIcon>
  );
  const close = () => {
    onOpen(undefined);
    // The sheet may have been opened by its address, so it does not know where one came from.
    document.querySelector<HTMLElement>(`[data-row="${id}"]`)?.focus({ preventScroll: true });
  };
  return (
    <Drawer
      opened
      onClose={close}
      position="right"
      size="xl"
      overlayProps={{ backgroundOpacity: 0.15 }}
      closeButtonProps={{ "aria-label": say("ui.close") }}
      title={
        <Group gap="xs">
          <Text component="span" fw={600}>
            {row ? nameOf(row) : say("journal.row")}
          </Text>
          {step("journal.newer_row", newer, IconChevronUp)}
          {step("journal.older_row", older, IconChevronDown)}
        </Group>
      }
    >
      {isPending && <LoadingRows rows={5} height={48} />}
      {error && <Failed error={error} onRetry={refetch} />}
      {row && <RowStory row={row} term={term} onOpen={onOpen} />}
    </Drawer>
  );
}

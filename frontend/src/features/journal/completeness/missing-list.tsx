import { Button, ScrollArea, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";
import { useMay } from "../../../api/me";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { Copy } from "../../../ui/copy";
import { RefreshDialog } from "../refresh/refresh-dialog";
import type { Missing } from "./report";

interface Props {
  missing: readonly Missing[];
  count: number;
  bundle: string | null;
  /** The first day that was asked for. */
  from: string;
}

/** The records the source has and the bundle never took, and the way to take them. */
export function MissingList({ missing, count, bundle, from }: Props) {
  const say = useWords();
  const format = useFormat();
  const mayOperate = useMay("operator");
  const [isRefreshing, refresh] = useState(false);
  const left = count - missing.length;
  return (
    <Stack gap="xs">
      <Text size="sm">{say("journal.check.missing_help", { from: format.dates(from, from) })}</Text>
      {mayOperate && bundle && (
        <Button size="xs" w="fit-content" onClick={() => refresh(true)}>
          {say("journal.refresh.title")}
        </Button>
      )}
      <ScrollArea.Autosize mah={260} viewportProps={{ tabIndex: 0 }}>
        <Table fz="sm" aria-label={say("journal.check.missing", { count })}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{say("journal.check.id")}</Table.Th>
              <Table.Th>{say("journal.check.at")}</Table.Th>
              <Table.Th>{say("journal.column.subject")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {missing.map(({ id, at, payload_key: about }) => (
              <Table.Tr key={id}>
                <Table.Td>
                  {id} <Copy value={id} />
                </Table.Td>
                <Table.Td>{at && format.exact(at)}</Table.Td>
                <Table.Td>{about}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea.Autosize>
      {left > 0 && (
        <Text size="sm" c="dimmed">
          {say("journal.check.more_missing", { count: left })}
        </Text>
      )}
      {isRefreshing && bundle && (
        <RefreshDialog scope={{ bundle }} onClose={() => refresh(false)} />
      )}
    </Stack>
  );
}

import { Button, Group, Text } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useMay } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import { isResendable } from "../model";
import { type FullRow, rowQuery, type StepRow } from "../queries";
import type { StepTitle } from "../titles";
import { Payloads } from "./payloads";
import { previewQuery } from "./queries";
import { ResendDialog } from "./resend-dialog";

interface Props {
  row: FullRow;
  titleOf: (step: StepRow) => StepTitle;
}

/** Sending one event again, or why it can't be. */
export function Resend({ row, titleOf }: Props) {
  const say = useWords();
  const cache = useQueryClient();
  const mayOperate = useMay("operator");
  const isOffered = mayOperate && isResendable(row);
  const { data: preview } = useQuery({ ...previewQuery(row.id), enabled: isOffered });
  const [isAsking, ask] = useState(false);
  if (!isOffered || !preview) return null;
  if (!preview.possible)
    return (
      <Text size="sm" c="dimmed">
        {preview.reason?.message}
      </Text>
    );

  const first = row.steps.find(
    ({ path, id }) => path === preview.from_step || id === preview.from_step,
  );
  const nameOf = (id: string) => {
    const step = row.steps.find((one) => one.id === id);
    return step ? titleOf(step).title : id;
  };
  const close = () => {
    ask(false);
    cache.invalidateQueries(rowQuery(row.id));
    cache.invalidateQueries(previewQuery(row.id));
  };
  return (
    <Group gap="sm">
      <Button
        size="sm"
        leftSection={<IconRefresh size={16} aria-hidden />}
        onClick={() => ask(true)}
      >
        {say("journal.resend.one")}
      </Button>
      <Text size="sm" c="dimmed">
        {say("journal.resend.goes_on", {
          hasStep: first ? "yes" : "no",
          step: first ? titleOf(first).title : "",
          kept: preview.kept_steps.length,
        })}
      </Text>
      {isAsking && (
        <ResendDialog
          which={{ ids: [row.id] }}
          onClose={close}
          preview={(mode) => <Payloads row={row.id} mode={mode} nameOf={nameOf} />}
        />
      )}
    </Group>
  );
}

import { Alert, Button, Group, Modal, Radio, Stack, Switch, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useWords } from "../../../i18n/words";
import { Failed } from "../../../ui/failed";
import { FormFailure } from "../../../ui/form-failure";
import { LoadingRows } from "../../../ui/loading";
import { JobProgress } from "../jobs/job-progress";
import { AS_USUAL, countQuery, type How, jobsQuery, resend, type Which } from "../jobs/queries";
import { Resting } from "./resting";

interface Props {
  which: Which;
  onClose: () => void;
  /** What would be sent, where one row is meant. */
  preview?: (mode: How["mode"]) => ReactNode;
}

/** Counts first, asks how, then shows the job at work; it goes on when the dialog is closed. */
export function ResendDialog({ which, onClose, preview }: Props) {
  const say = useWords();
  const cache = useQueryClient();
  const [how, choose] = useState(AS_USUAL);
  const counted = useQuery(countQuery(which, how));
  const sending = useMutation({
    mutationFn: () => resend(which, how),
    onSuccess: () => cache.invalidateQueries(jobsQuery()),
  });
  const count = counted.data?.count ?? 0;
  const shown = say(
    counted.data?.exact === false ? "journal.resend.count_more" : "journal.resend.count",
    {
      count,
    },
  );

  if (sending.data)
    return (
      <Modal
        opened
        onClose={onClose}
        size="lg"
        title={say("journal.resend.title")}
        closeButtonProps={{ "aria-label": say("ui.close") }}
      >
        <JobProgress id={sending.data.id} />
      </Modal>
    );
  return (
    <Modal
      opened
      onClose={onClose}
      size={preview ? "xl" : "lg"}
      title={say("journal.resend.title")}
      closeButtonProps={{ "aria-label": say("ui.close") }}
    >
      <Stack>
        {counted.isPending && <LoadingRows rows={1} height={24} />}
        {counted.error && <Failed error={counted.error} onRetry={counted.refetch} />}
        {counted.data && <Text fw={500}>{shown}</Text>}
        {counted.data && <Resting bundles={counted.data.resting} />}
        <Radio.Group
          label={say("journal.resend.mode.label")}
          value={how.mode}
          onChange={(mode) => choose({ ...how, mode: mode === "start" ? "start" : "failed_step" })}
        >
          <Stack gap="xs" mt="xs">
            <Radio
              value="failed_step"
              label={say("journal.resend.mode.failed_step")}
              description={say("journal.resend.mode.failed_step_help")}
            />
            <Radio
              value="start"
              label={say("journal.resend.mode.start")}
              description={say("journal.resend.mode.start_help")}
            />
          </Stack>
        </Radio.Group>
        {how.mode === "start" && (
          <Alert color="yellow" variant="light">
            {say("journal.resend.mode.start_warning")}
          </Alert>
        )}
        <Switch
          checked={how.force_new_key}
          onChange={(event) => choose({ ...how, force_new_key: event.currentTarget.checked })}
          label={say("journal.resend.new_key")}
          description={say("journal.resend.new_key_help")}
        />
        {preview?.(how.mode)}
        <FormFailure error={sending.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {say("ui.cancel")}
          </Button>
          <Button
            disabled={count === 0}
            loading={sending.isPending}
            onClick={() => sending.mutate()}
          >
            {say("journal.resend.do", { count })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

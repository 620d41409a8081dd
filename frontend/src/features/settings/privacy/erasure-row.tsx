import { Button, Group, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "../../../api/client";
import { useMay } from "../../../api/me";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { Copy } from "../../../ui/copy";
import { tellFailure } from "../../../ui/notice";
import { State } from "../../../ui/state";
import { Row } from "../row";
import { Mentions } from "./mentions";
import { readReport } from "./model";
import { type Erasure, erasuresQuery } from "./queries";
import { progressWords, reportWords, TONES } from "./words";

/** One erasure: who asked for it, how far it has come, and its report to read and to copy. */
export function ErasureRow({ job }: { job: Erasure }) {
  const say = useWords();
  const format = useFormat();
  const report = job.state === "done" ? readReport(job.report) : null;
  const asked = say("settings.privacy.erasures.asked", {
    by: job.by,
    at: format.exact(job.created_at),
  });
  const lines = report ? reportWords(report, say) : [];
  return (
    <Row
      title={asked}
      note={
        <Stack gap={4} mt={4}>
          <Group gap="xs" aria-live="polite">
            <State tone={TONES[job.state]}>{progressWords(job, say)}</State>
          </Group>
          {lines.map((line) => (
            <Text key={line} size="sm" c="var(--mantine-color-text)">
              {line}
            </Text>
          ))}
          {report && report.left.length > 0 && <Mentions left={report.left} />}
        </Stack>
      }
    >
      {report && (
        <Copy value={[asked, ...lines].join("\n")} label={say("settings.privacy.erasures.copy")} />
      )}
      <Controls job={job} />
    </Row>
  );
}

/** Pausing and going on; stopping is in the journal, where every job can be stopped. */
function Controls({ job }: { job: Erasure }) {
  const say = useWords();
  const cache = useQueryClient();
  const isOwner = useMay("owner");
  const settled = {
    onSuccess: () => cache.invalidateQueries(erasuresQuery()),
    onError: tellFailure,
  };
  const stop = api.useMutation("post", "/api/v1/jobs/{id}/stop", settled);
  if (!isOwner || job.state === "done" || job.state === "stopped") return null;
  return (
    <Button
      size="xs"
      variant="default"
      loading={stop.isPending}
      onClick={() => stop.mutate({ params: { path: { id: job.id } } })}
    >
      {say("settings.privacy.erasures.stop")}
    </Button>
  );
}

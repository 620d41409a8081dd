import { Alert, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Shapes } from "../../../api/client";
import { useWords } from "../../../i18n/words";
import { Failed } from "../../../ui/failed";
import { LoadingRows } from "../../../ui/loading";
import type { How } from "../jobs/queries";
import { Differences } from "./differences";
import { previewQuery } from "./queries";

interface Props {
  row: string;
  mode: How["mode"];
  /** How to call a step, by its id. */
  nameOf: (step: string) => string;
}

/** What each step would be sent this time, beside what it was sent before. */
export function Payloads({ row, mode, nameOf }: Props) {
  const say = useWords();
  const { data, error, isPending, refetch } = useQuery(previewQuery(row, mode));
  if (isPending) return <LoadingRows rows={2} height={40} />;
  if (error) return <Failed error={error} onRetry={refetch} />;
  if (!data.possible)
    return (
      <Alert color="yellow" variant="light">
        {data.reason?.message}
      </Alert>
    );
  const steps = data.new.steps;
  if (steps.length === 0) return null;
  return (
    <Stack gap="sm" component="section" aria-label={say("journal.payload.title")}>
      <Title order={3} size="h5">
        {say("journal.payload.title")}
      </Title>
      {data.new.differs && mode === "start" && (
        <Text size="sm" c="dimmed">
          {say("journal.payload.versions", { old: data.old.version, new: data.new.version })}
        </Text>
      )}
      {steps.map((step) => (
        <Payload key={step.path} step={step} name={nameOf(step.id)} />
      ))}
    </Stack>
  );
}

function Payload({ step, name }: { step: Shapes["SentShape"]; name: string }) {
  const say = useWords();
  const place = step.path === step.id ? "" : step.path;
  return (
    <Stack gap={4}>
      <Text size="sm" fw={500}>
        {name}{" "}
        <Text component="span" size="xs" c="dimmed">
          {place}
        </Text>
      </Text>
      {step.error && (
        <Alert color="yellow" variant="light" p="xs">
          {step.error.message}
        </Alert>
      )}
      {step.input === null && step.error ? null : (step.old_input ?? null) === null ? (
        <>
          <Text size="sm" c="dimmed">
            {say("journal.payload.first")}
          </Text>
          <Differences old={step.input} fresh={step.input} />
        </>
      ) : (
        <Differences old={step.old_input} fresh={step.input} />
      )}
    </Stack>
  );
}

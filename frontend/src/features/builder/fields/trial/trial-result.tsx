import { Alert, Button, Code, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import type { Shapes } from "../../../../api/client";
import { useFormat } from "../../../../i18n/format";
import { type Key, useWords } from "../../../../i18n/words";
import { useDoors } from "../../../../ui/doors";
import { JsonTree } from "../../../../ui/json-tree/json-tree";
import { legible } from "../../../../ui/legible";
import type { ActionStep } from "../../definition";
import { useOpening } from "../../steps/use-open";

interface Props {
  step: ActionStep;
  result: Shapes["TriedStep"];
}

/** What came of a test: the answer, or what went wrong and what to do about it. */
export function TrialResult({ step, result }: Props) {
  const say = useWords();
  const format = useFormat();
  const { error, input, output, ms } = result;
  return (
    <Stack gap="sm">
      {error ? (
        <TrialError step={step} error={error} />
      ) : (
        <Alert color="accent" p="xs" icon={<IconCircleCheck aria-hidden />}>
          {say("builder.fields.test.succeeded", { time: format.duration(ms) })}
        </Alert>
      )}
      {!error && (
        <Part title={say("builder.fields.test.output")} value={output} path={step.id} levels={2} />
      )}
      {input !== null && (
        <Part
          title={say("builder.fields.test.input")}
          value={input}
          path=""
          levels={error ? 2 : 1}
        />
      )}
    </Stack>
  );
}

function Part({ title, ...tree }: { title: string; value: unknown; path: string; levels: number }) {
  const { value, path, levels } = tree;
  return (
    <div>
      <Text size="xs" fw={500} mb={4}>
        {title}
      </Text>
      <JsonTree value={value} path={path} label={title} openLevels={levels} />
    </div>
  );
}

function TrialError({ step, error }: { step: ActionStep; error: Shapes["StepError"] }) {
  const say = useWords();
  const doors = useDoors();
  const cache = useQueryClient();
  const { open } = useOpening();
  const { message, remedy, answer, path } = error;
  const field = path.replace(/^\//, "");
  const reconnect = async () => {
    if (!step.connection) return;
    await doors.reconnect(step.connection);
    await cache.invalidateQueries({ queryKey: ["get", "/api/v1/connections"] });
  };
  return (
    <Alert
      color="red"
      title={say("builder.fields.test.failed")}
      icon={<IconAlertTriangle aria-hidden />}
    >
      <Stack gap="xs">
        <Text size="sm">{message}</Text>
        {isRemedy(remedy) && <Text size="sm">{say(`builder.fields.remedy.${remedy}` as Key)}</Text>}
        {answer && (
          <div>
            <Text size="xs" fw={500}>
              {say("builder.fields.test.answer")}
            </Text>
            <Code block mah={200} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
              {legible(answer)}
            </Code>
          </div>
        )}
        <Group gap="xs">
          {field.startsWith("fields/") && (
            <Button size="xs" variant="default" onClick={() => open(step.id, field)}>
              {say("builder.fields.test.show_field")}
            </Button>
          )}
          {remedy === "reconnect" && step.connection && (
            <Button size="xs" variant="default" onClick={() => void reconnect()}>
              {say("builder.fields.choices.reconnect")}
            </Button>
          )}
        </Group>
      </Stack>
    </Alert>
  );
}

const REMEDIES = new Set(["retry", "reconnect", "fix", "stop", "bug"]);

function isRemedy(remedy: string | null): remedy is string {
  return remedy !== null && REMEDIES.has(remedy);
}

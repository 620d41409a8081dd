import { Accordion, Alert, Badge, Group, Stack, Text } from "@mantine/core";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { ConnectorIcon } from "../../../ui/connector-icon";
import { State } from "../../../ui/state";
import { toneOf } from "../model";
import type { StepRow } from "../queries";
import type { StepTitle } from "../titles";
import { statusWords } from "../words";
import { Data } from "./data";
import { Tries } from "./tries";

interface Props {
  steps: readonly StepRow[];
  titleOf: (step: StepRow) => StepTitle;
}

/** The run step by step; what went wrong is open. */
export function StepList({ steps, titleOf }: Props) {
  const say = useWords();
  const format = useFormat();
  const named = steps.map((step, at) => ({ step, key: `${at}`, ...titleOf(step) }));
  const broken = named.filter(({ step }) => step.status === "failed" || step.status === "held");
  return (
    <Accordion
      multiple
      variant="separated"
      chevronPosition="left"
      defaultValue={broken.map(({ key }) => key)}
    >
      {named.map(({ step, key, title, connector }) => (
        <Accordion.Item key={key} value={key}>
          <Accordion.Control>
            <Group gap="sm" wrap="nowrap">
              {connector && <ConnectorIcon slug={connector} name="" size={22} />}
              <Text size="sm" fw={500} flex={1} truncate>
                {title}
                {step.path !== step.id && step.path && (
                  <Text component="span" size="xs" c="dimmed" ml={6}>
                    {step.path}
                  </Text>
                )}
              </Text>
              {step.kept && (
                <Badge variant="light" color="gray">
                  {say("journal.step.kept")}
                </Badge>
              )}
              {step.attempts.length > 0 && (
                <Text size="xs" c="dimmed">
                  {format.duration(spent(step))}
                </Text>
              )}
              <State tone={toneOf(step.status)}>{statusWords(step.status, say)}</State>
            </Group>
          </Accordion.Control>
          <Accordion.Panel>
            <Stack gap="md">
              {step.error && (
                <Alert color="red" variant="light">
                  {step.error.message}
                </Alert>
              )}
              <Data title={say("journal.input")} value={step.input} />
              <Data title={say("journal.output")} value={step.output} />
              {step.attempts.length > 0 && <Tries attempts={step.attempts} />}
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

function spent(step: StepRow): number {
  return step.attempts.reduce((sum, { ms }) => sum + (ms ?? 0), 0);
}

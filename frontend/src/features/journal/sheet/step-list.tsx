import { Accordion, Alert, Badge, Group, Stack, Text } from "@mantine/core";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { ConnectorIcon } from "../../../ui/connector-icon";
import { State } from "../../../ui/state";
import { mentions, toneOf } from "../model";
import type { StepRow } from "../queries";
import type { StepTitle } from "../titles";
import { statusWords } from "../words";
import { Data } from "./data";
import { Tries } from "./tries";

interface Props {
  steps: readonly StepRow[];
  titleOf: (step: StepRow) => StepTitle;
  /** Whether what went in and came out was kept. */
  hasData: boolean;
  /** What was searched for. */
  term?: string;
}

/** The run step by step; what went wrong or was searched for is open. */
export function StepList({ steps, titleOf, hasData, term }: Props) {
  const say = useWords();
  const format = useFormat();
  const named = steps.map((step, at) => ({ step, key: `${at}`, ...titleOf(step) }));
  const isTelling = ({ status, input, output }: StepRow) =>
    status === "failed" || status === "held" || mentions([input, output], term);
  return (
    <Accordion
      multiple
      variant="separated"
      chevronPosition="left"
      defaultValue={named.filter(({ step }) => isTelling(step)).map(({ key }) => key)}
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
              {hasData && (
                <>
                  <Data title={say("journal.input")} value={step.input} term={term} />
                  <Data title={say("journal.output")} value={step.output} term={term} />
                </>
              )}
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

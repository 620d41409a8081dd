import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { brokenParts, healthQuery, PARTS, type PartState } from "../../../api/health";
import { useWords } from "../../../i18n/words";
import { Failed } from "../../../ui/failed";
import { LoadingRows } from "../../../ui/loading";
import { State, type Tone } from "../../../ui/state";
import { Row } from "../row";
import { Section } from "../section";

const TONES: Record<PartState, Tone> = { up: "good", down: "bad", unknown: "calm" };

/** The parts of this installation, what each does, and whether it is up. */
export function SystemTab() {
  const say = useWords();
  const health = useQuery(healthQuery());
  const isWell = health.data && brokenParts(health.data).length === 0;
  return (
    <Section title={say("settings.system")} help={say("settings.system.help")}>
      {health.isPending && <LoadingRows rows={4} height={44} />}
      {health.error && <Failed error={health.error} onRetry={health.refetch} />}
      {health.data && (
        <>
          <Text role="status" size="sm" fw={500}>
            {say(isWell ? "settings.system.well" : "settings.system.ill")}
          </Text>
          <Stack gap={0} component="ul" m={0} p={0}>
            {PARTS.map((part) => {
              const state = health.data[part];
              return (
                <Row
                  key={part}
                  title={say(`settings.system.${part}`)}
                  note={say(`settings.system.${part}.help`)}
                >
                  <State tone={TONES[state]}>{say(`settings.system.state.${state}`)}</State>
                </Row>
              );
            })}
          </Stack>
        </>
      )}
    </Section>
  );
}

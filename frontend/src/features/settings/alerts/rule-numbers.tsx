import { Group, NumberInput } from "@mantine/core";
import { mistakeAt, type Problem } from "../../../api/problems";
import { useWords } from "../../../i18n/words";
import type { Event, Rule } from "./queries";

interface Props {
  event: Event;
  rule: Rule | null;
  problem: Problem | null;
}

/** The numbers that this event asks for. */
export function RuleNumbers({ event, rule, problem }: Props) {
  const say = useWords();
  return (
    <>
      {event === "errors" && (
        <Group grow align="flex-start">
          <NumberInput
            name="count"
            min={1}
            label={say("settings.alerts.count")}
            defaultValue={rule?.count ?? 10}
            error={mistakeAt(problem, "/count")}
          />
          <NumberInput
            name="minutes"
            min={1}
            label={say("settings.alerts.minutes")}
            defaultValue={rule?.minutes ?? 60}
            error={mistakeAt(problem, "/minutes")}
          />
        </Group>
      )}
      {event === "no_data" && (
        <NumberInput
          name="hours"
          min={1}
          label={say("settings.alerts.hours")}
          defaultValue={rule?.hours ?? 24}
          error={mistakeAt(problem, "/hours")}
        />
      )}
    </>
  );
}

import { Group, Select, TextInput } from "@mantine/core";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import type { Schedule } from "../definition";
import { EVERY_S, everyOf } from "./schedule";

interface Props {
  schedule: Schedule;
  patch: (change: Schedule, typing?: string) => void;
  wrong: (name: string) => string | undefined;
}

/** How often, and between which hours. */
export function ScheduleEvery({ schedule, patch, wrong }: Props) {
  const say = useWords();
  const format = useFormat();
  const chosen = everyOf(schedule);
  const [from, to] = schedule.between ?? ["", ""];
  const window = (start: string, end: string) =>
    patch({ between: start || end ? [start, end] : undefined }, "schedule/between");
  const offered = [...new Set([...EVERY_S, chosen])].sort((one, other) => one - other);
  return (
    <>
      <Select
        label={say("builder.schedule.often")}
        data={offered.map((seconds) => ({
          value: String(seconds),
          label: say("builder.schedule.each", { length: format.duration(seconds * 1000) }),
        }))}
        value={String(chosen)}
        onChange={(seconds) => patch({ every: Number(seconds) })}
        error={wrong("every")}
        allowDeselect={false}
      />
      <Group grow align="end">
        <TextInput
          type="time"
          label={say("builder.schedule.from")}
          value={from}
          onChange={(event) => window(event.currentTarget.value, to || "23:59")}
          error={wrong("between")}
        />
        <TextInput
          type="time"
          label={say("builder.schedule.to")}
          value={to}
          onChange={(event) => window(from || "00:00", event.currentTarget.value)}
        />
      </Group>
    </>
  );
}

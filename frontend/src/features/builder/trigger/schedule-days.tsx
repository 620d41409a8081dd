import { Chip, Group, MultiSelect, Text } from "@mantine/core";
import { language, useWords } from "../../../i18n/words";
import type { Schedule } from "../definition";

interface Props {
  schedule: Schedule;
  patch: (change: Schedule) => void;
}

const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;
const DAYS = [...Array.from({ length: 31 }, (_, at) => at + 1), -1];

/** On which days of the week and of the month. */
export function ScheduleDays({ schedule, patch }: Props) {
  const say = useWords();
  const names = new Intl.DateTimeFormat(language(), { weekday: "short", timeZone: "UTC" });
  const weekdays = Array.from({ length: 7 }, (_, at) => ({
    number: at + 1,
    name: names.format(MONDAY + at * DAY_MS),
  }));
  return (
    <>
      <div>
        <Text size="sm" fw={500} id="builder-weekdays">
          {say("builder.schedule.weekdays")}
        </Text>
        <Chip.Group
          multiple
          value={(schedule.weekdays ?? []).map(String)}
          onChange={(chosen) => patch({ weekdays: chosen.map(Number).sort() })}
        >
          <Group gap={6} mt={4} role="group" aria-labelledby="builder-weekdays">
            {weekdays.map(({ number, name }) => (
              <Chip key={number} value={String(number)} size="xs">
                {name}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      </div>
      <MultiSelect
        label={say("builder.schedule.days")}
        placeholder={schedule.days?.length ? undefined : say("builder.schedule.any_day")}
        data={DAYS.map((day) => ({
          value: String(day),
          label: day === -1 ? say("builder.schedule.last_day") : String(day),
        }))}
        value={(schedule.days ?? []).map(String)}
        onChange={(chosen) => patch({ days: chosen.map(Number) })}
      />
    </>
  );
}

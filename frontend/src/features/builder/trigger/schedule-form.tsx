import {
  Chip,
  Fieldset,
  Group,
  MultiSelect,
  Select,
  Stack,
  TagsInput,
  Text,
  TextInput,
} from "@mantine/core";
import { useFormat } from "../../../i18n/format";
import { language, useWords } from "../../../i18n/words";
import type { Schedule } from "../definition";
import { useDraft, useMistake } from "../draft";
import {
  dropEmpty,
  EVERY_S,
  everyOf,
  type Preset,
  presetOf,
  timesOf,
  withPreset,
} from "./schedule";

const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;
const DAYS = [...Array.from({ length: 31 }, (_, at) => at + 1), -1];

/** When a bundle starts by the clock, or how often a service is asked for news. */
export function ScheduleForm({ isPoll }: { isPoll: boolean }) {
  const say = useWords();
  const { draft, dispatch, mayEdit } = useDraft();
  const mistakeAt = useMistake("trigger");
  const { schedule } = draft.trigger;
  const preset = presetOf(schedule, isPoll);
  const set = (next: Schedule | null, typing?: string) =>
    dispatch({ do: "setTrigger", patch: { schedule: next }, typing });
  const patch = (change: Schedule, typing?: string) =>
    set(dropEmpty({ ...schedule, ...change }), typing);
  const presets: Exclude<Preset, "none">[] = isPoll
    ? ["every", "times", "cron"]
    : ["every", "times", "dates", "cron"];
  const wrong = (name: string) => mistakeAt(`schedule/${name}`) ?? mistakeAt(`schedule/${name}/0`);
  return (
    <Fieldset variant="unstyled" data-field="schedule" disabled={!mayEdit}>
      <Stack gap="sm">
        <Select
          label={say(isPoll ? "builder.schedule.poll" : "builder.schedule.label")}
          data={presets.map((one) => ({ value: one, label: say(`builder.schedule.${one}`) }))}
          value={preset === "none" ? null : preset}
          onChange={(chosen) => chosen && set(withPreset(schedule, chosen))}
          error={mistakeAt("schedule")}
          allowDeselect={false}
        />
        {preset === "every" && <Every schedule={schedule ?? {}} patch={patch} wrong={wrong} />}
        {preset === "times" && (
          <TagsInput
            label={say("builder.schedule.at")}
            description={say("builder.schedule.at_help")}
            placeholder="09:00"
            value={timesOf(schedule ?? {})}
            onChange={(at) => patch({ at })}
            error={wrong("at")}
          />
        )}
        {preset === "dates" && (
          <TagsInput
            label={say("builder.schedule.dates_label")}
            description={say("builder.schedule.dates_help")}
            placeholder="2026-12-31T09:00"
            value={timesOf(schedule ?? {})}
            onChange={(at) => patch({ at })}
            error={wrong("at")}
          />
        )}
        {preset === "cron" && (
          <TextInput
            label={say("builder.schedule.cron_label")}
            description={say("builder.schedule.cron_help")}
            value={schedule?.cron ?? ""}
            onChange={(event) => patch({ cron: event.currentTarget.value }, "schedule/cron")}
            error={wrong("cron")}
          />
        )}
        {(preset === "every" || preset === "times") && (
          <Days schedule={schedule ?? {}} patch={patch} />
        )}
      </Stack>
    </Fieldset>
  );
}

interface PartProps {
  schedule: Schedule;
  patch: (change: Schedule, typing?: string) => void;
  wrong?: (name: string) => string | undefined;
}

function Every({ schedule, patch, wrong }: PartProps) {
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
        error={wrong?.("every")}
        allowDeselect={false}
      />
      <Group grow align="end">
        <TextInput
          type="time"
          label={say("builder.schedule.from")}
          value={from}
          onChange={(event) => window(event.currentTarget.value, to || "23:59")}
          error={wrong?.("between")}
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

function Days({ schedule, patch }: PartProps) {
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

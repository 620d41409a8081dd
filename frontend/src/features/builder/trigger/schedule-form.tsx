import { Fieldset, Select, Stack, TagsInput, TextInput } from "@mantine/core";
import { type Say, useWords } from "../../../i18n/words";
import type { Schedule } from "../definition";
import { useDraft, useMistake } from "../draft";
import { dropEmpty, type Preset, presetOf, timesOf, withPreset } from "./schedule";
import { ScheduleDays } from "./schedule-days";
import { ScheduleEvery } from "./schedule-every";
import { ScheduleMore } from "./schedule-more";

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
  const tags = tagsOf(preset, say);
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
        {preset === "every" && (
          <ScheduleEvery schedule={schedule ?? {}} patch={patch} wrong={wrong} />
        )}
        {tags && (
          <TagsInput
            {...tags}
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
          <ScheduleDays schedule={schedule ?? {}} patch={patch} />
        )}
        {preset !== "none" && (
          <ScheduleMore schedule={schedule ?? {}} isPoll={isPoll} patch={patch} />
        )}
      </Stack>
    </Fieldset>
  );
}

function tagsOf(preset: Preset, say: Say) {
  if (preset === "times")
    return {
      label: say("builder.schedule.at"),
      description: say("builder.schedule.at_help"),
      placeholder: "09:00",
    };
  return preset === "dates"
    ? {
        label: say("builder.schedule.dates_label"),
        description: say("builder.schedule.dates_help"),
        placeholder: "2026-12-31T09:00",
      }
    : null;
}

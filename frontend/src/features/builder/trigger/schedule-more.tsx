import { Select } from "@mantine/core";
import { useMemo } from "react";
import { useMe } from "../../../api/me";
import { timeZones } from "../../../i18n/time-zones";
import { language, useWords } from "../../../i18n/words";
import type { Schedule } from "../definition";
import { useMistake } from "../draft";
import { Fold } from "../panel/fold";

interface Props {
  schedule: Schedule;
  /** What a poll missed it reads with the next one: there is nothing to choose. */
  isPoll: boolean;
  patch: (change: Schedule) => void;
}

const MISSED = ["last", "all", "none"] as const;

/** What few schedules need: a time zone of their own, and what becomes of starts that were missed. */
export function ScheduleMore({ schedule, isPoll, patch }: Props) {
  const say = useWords();
  const mistakeAt = useMistake("trigger");
  const { workspace } = useMe();
  const { missed, time_zone: own } = schedule;
  const usual = workspace?.time_zone ?? "UTC";
  const zones = useMemo(() => timeZones(language(), own ?? usual), [own, usual]);
  return (
    <Fold title={say("builder.schedule.more")} isOpenFirst={Boolean(own || missed)}>
      <Select
        label={say("builder.schedule.zone")}
        placeholder={say("builder.schedule.zone_usual", { zone: usual })}
        data={zones}
        value={own ?? null}
        onChange={(zone) => patch({ time_zone: zone ?? undefined })}
        error={mistakeAt("schedule/time_zone")}
        nothingFoundMessage={say("builder.schedule.zone_none")}
        searchable
        clearable
        limit={100}
      />
      {!isPoll && (
        <Select
          label={say("builder.schedule.missed")}
          description={say("builder.schedule.missed_help")}
          data={MISSED.map((one) => ({ value: one, label: say(`builder.schedule.missed_${one}`) }))}
          value={missed ?? "last"}
          onChange={(chosen) => patch({ missed: chosen && chosen !== "last" ? chosen : undefined })}
          error={mistakeAt("schedule/missed")}
          allowDeselect={false}
        />
      )}
    </Fold>
  );
}

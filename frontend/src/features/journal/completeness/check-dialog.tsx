import { Button, Group, Modal, Select, Skeleton, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useContext, useState } from "react";
import { TimeZone } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { FormFailure } from "../../../ui/form-failure";
import type { DaySpan } from "../../../ui/own-dates";
import { JobProgress } from "../jobs/job-progress";
import { jobsQuery } from "../jobs/queries";
import type { JournalSearch } from "../search";
import { check } from "./queries";
import { dayIn, PRESETS, type Preset, spanOf } from "./span";

const OwnDates = lazy(() =>
  import("../../../ui/own-dates").then((file) => ({ default: file.OwnDates })),
);
const OWN = "own";

interface Props {
  bundle: string;
  name: string;
  /** The days one looks at already. */
  days: Pick<JournalSearch, "period" | "from" | "to">;
  onClose: () => void;
}

/** Asks for which days, has the source asked again, and shows what is missing, if anything. */
export function CheckDialog({ bundle, name, days, onClose }: Props) {
  const say = useWords();
  const cache = useQueryClient();
  const today = dayIn(useContext(TimeZone), new Date());
  const [preset, choose] = useState<Preset | typeof OWN>(
    days.from ? OWN : (days.period ?? "yesterday"),
  );
  const [own, setOwn] = useState<DaySpan>({ from: days.from, to: days.to });
  const { from, to } = preset === OWN ? own : spanOf(preset, today);
  const checking = useMutation({
    mutationFn: () => check(bundle, from ?? today, to ?? today),
    onSuccess: () => cache.invalidateQueries(jobsQuery()),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={say("journal.check.of", { name })}
      closeButtonProps={{ "aria-label": say("ui.close") }}
    >
      {checking.data ? (
        <JobProgress id={checking.data.id} />
      ) : (
        <Stack>
          <Text size="sm">{say("journal.check.help")}</Text>
          <Group gap="xs" align="end">
            <Select
              label={say("journal.check.days")}
              allowDeselect={false}
              w={190}
              value={preset}
              onChange={(value) => choose(PRESETS.find((one) => one === value) ?? OWN)}
              data={[
                ...PRESETS.map((one) => ({
                  value: one as string,
                  label: say(`journal.period.${one}`),
                })),
                { value: OWN, label: say("journal.period.own") },
              ]}
            />
            {preset === OWN && (
              <Suspense fallback={<Skeleton w={210} h={30} />}>
                <OwnDates
                  {...own}
                  label={say("journal.period.own")}
                  placeholder={say("journal.period.choose")}
                  onChange={setOwn}
                />
              </Suspense>
            )}
          </Group>
          <FormFailure error={checking.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {say("ui.cancel")}
            </Button>
            <Button
              disabled={!from || !to}
              loading={checking.isPending}
              onClick={() => checking.mutate()}
            >
              {say("journal.check.do")}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

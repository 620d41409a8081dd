import { Select, Skeleton } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useWords } from "../../../i18n/words";
import { type AnalyticsSearch, PERIODS } from "../search";

// The calendar is heavy and seldom used.
const OwnDates = lazy(() =>
  import("../../../ui/own-dates").then((file) => ({ default: file.OwnDates })),
);
const OWN = "own";

interface Props {
  search: AnalyticsSearch;
  onChange: (change: Partial<AnalyticsSearch>) => void;
}

/** Which days: one of the periods with a name, or own dates. How to cut them is chosen anew. */
export function Period({ search, onChange }: Props) {
  const say = useWords();
  const [isChoosing, choose] = useState(false);
  const isOwn = Boolean(search.from) || (isChoosing && !search.period);

  const take = (value: string | null) => {
    choose(value === OWN);
    const period = PERIODS.find((name) => name === value);
    onChange({ period, from: undefined, to: undefined, by: undefined });
  };

  return (
    <>
      <Select
        size="xs"
        w={172}
        allowDeselect={false}
        aria-label={say("analytics.period.label")}
        value={isOwn ? OWN : (search.period ?? "last_30_days")}
        onChange={take}
        data={[
          ...PERIODS.map((name) => ({
            value: name as string,
            label: say(`analytics.period.${name}`),
          })),
          { value: OWN, label: say("analytics.period.own") },
        ]}
      />
      {isOwn && (
        <Suspense fallback={<Skeleton w={210} h={30} />}>
          <OwnDates
            from={search.from}
            to={search.to}
            label={say("analytics.period.own")}
            placeholder={say("analytics.period.choose")}
            onChange={(days) => onChange({ ...days, by: undefined })}
          />
        </Suspense>
      )}
    </>
  );
}

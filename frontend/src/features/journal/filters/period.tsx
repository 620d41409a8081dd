import { Select, Skeleton } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useWords } from "../../../i18n/words";
import { type JournalSearch, PERIODS } from "../search";

// The calendar is heavy and seldom used.
const OwnDates = lazy(() =>
  import("../../../ui/own-dates").then((file) => ({ default: file.OwnDates })),
);
const OWN = "own";

interface Props {
  search: JournalSearch;
  onChange: (change: Partial<JournalSearch>) => void;
}

/** Which days: one of the four periods, or own dates. */
export function Period({ search, onChange }: Props) {
  const say = useWords();
  const hasOwn = Boolean(search.from || search.to);
  const [isChoosing, choose] = useState(false);
  const isOwn = hasOwn || (isChoosing && !search.period);

  const take = (value: string | null) => {
    choose(value === OWN);
    if (value === OWN) onChange({ period: undefined });
    else
      onChange({
        period: PERIODS.find((name) => name === value),
        from: undefined,
        to: undefined,
      });
  };

  return (
    <>
      <Select
        size="xs"
        w={132}
        clearable
        aria-label={say("journal.filter.period")}
        placeholder={say("journal.filter.period")}
        value={isOwn ? OWN : (search.period ?? null)}
        onChange={take}
        data={[
          ...PERIODS.map((name) => ({
            value: name as string,
            label: say(`journal.period.${name}`),
          })),
          { value: OWN, label: say("journal.period.own") },
        ]}
      />
      {isOwn && (
        <Suspense fallback={<Skeleton w={220} h={36} />}>
          <OwnDates
            from={search.from}
            to={search.to}
            label={say("journal.period.own")}
            placeholder={say("journal.period.choose")}
            onChange={onChange}
          />
        </Suspense>
      )}
    </>
  );
}

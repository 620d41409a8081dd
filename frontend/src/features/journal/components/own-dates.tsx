import "@mantine/dates/styles.css";
import "dayjs/locale/ru";
import { DatePickerInput } from "@mantine/dates";
import { useState } from "react";
import { language, useWords } from "../../../i18n/words";
import type { JournalSearch } from "../search";

interface Props {
  from?: string;
  to?: string;
  onChange: (change: Partial<JournalSearch>) => void;
}

/** First and last day, both included. */
export function OwnDates({ from, to, onChange }: Props) {
  const say = useWords();
  // A span is told once it has both ends; until then it is only being chosen.
  const [chosen, choose] = useState<[string | null, string | null]>([from ?? null, to ?? null]);

  const take = (span: [string | null, string | null]) => {
    choose(span);
    const [first, last] = span;
    if (first && last) onChange({ from: first, to: last, period: undefined });
    if (!first && !last) onChange({ from: undefined, to: undefined });
  };

  return (
    <DatePickerInput
      type="range"
      size="xs"
      w={210}
      clearable
      allowSingleDateInRange
      locale={language()}
      aria-label={say("journal.period.own")}
      placeholder={say("journal.period.choose")}
      value={chosen}
      onChange={take}
    />
  );
}

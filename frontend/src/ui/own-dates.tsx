import "@mantine/dates/styles.css";
import "dayjs/locale/ru";
import { DatePickerInput } from "@mantine/dates";
import { useState } from "react";
import { language } from "../i18n/words";

/** Days of the workspace's time zone, YYYY-MM-DD. */
export interface DaySpan {
  from?: string;
  to?: string;
}

interface Props extends DaySpan {
  label: string;
  placeholder: string;
  /** Told of both days or of none. */
  onChange: (span: DaySpan) => void;
}

/** First and last day, both included. */
export function OwnDates({ from, to, label, placeholder, onChange }: Props) {
  // A span is told once it has both ends; until then it is only being chosen.
  const [chosen, choose] = useState<[string | null, string | null]>([from ?? null, to ?? null]);

  const take = (span: [string | null, string | null]) => {
    choose(span);
    const [first, last] = span;
    if (first && last) onChange({ from: first, to: last });
    if (!first && !last) onChange({ from: undefined, to: undefined });
  };

  return (
    <DatePickerInput
      type="range"
      size="xs"
      w={210}
      clearable
      allowSingleDateInRange
      valueFormat="D MMM YYYY"
      locale={language()}
      aria-label={label}
      placeholder={placeholder}
      value={chosen}
      onChange={take}
    />
  );
}

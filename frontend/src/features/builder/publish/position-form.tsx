import { Radio, Stack, TextInput } from "@mantine/core";
import { useWords } from "../../../i18n/words";

export type Position = "keep" | "now" | "date";

interface Props {
  label: string;
  help: string;
  choices: readonly Position[];
  chosen: Position;
  date: string;
  onChange: (chosen: Position, date: string) => void;
  error?: string;
}

/** From when on a trigger looks for news: where it was, now, or a date. */
export function PositionForm({ label, help, choices, chosen, date, onChange, error }: Props) {
  const say = useWords();
  return (
    <Radio.Group
      label={label}
      description={help}
      value={chosen}
      error={error}
      onChange={(value) => onChange(choices.find((one) => one === value) ?? "now", date)}
    >
      <Stack gap={6} mt="xs">
        {choices.map((one) => (
          <Radio key={one} value={one} label={say(`builder.position.${one}`)} />
        ))}
        {chosen === "date" && (
          <TextInput
            ml={28}
            type="datetime-local"
            aria-label={say("builder.position.date")}
            value={date}
            onChange={(event) => onChange("date", event.currentTarget.value)}
          />
        )}
      </Stack>
    </Radio.Group>
  );
}

/** Return what the server is told; a moment is written in this browser's time zone. */
export function positionOf(chosen: Position, date: string): string {
  return chosen === "date" && date ? new Date(date).toISOString() : chosen;
}

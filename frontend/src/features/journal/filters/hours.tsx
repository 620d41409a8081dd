import { Button, Group, Popover, Stack, Text, TextInput } from "@mantine/core";
import { IconClock } from "@tabler/icons-react";
import { useState } from "react";
import { useWords } from "../../../i18n/words";
import type { JournalSearch } from "../search";

interface Props {
  search: JournalSearch;
  onChange: (change: Partial<JournalSearch>) => void;
}

/** Which hours of the day; the window may cross midnight. */
export function Hours({ search, onChange }: Props) {
  const say = useWords();
  const [isOpen, open] = useState(false);
  const { time_from: from, time_to: to } = search;
  const isSet = Boolean(from || to);
  const words = isSet
    ? say("journal.hours.span", { from: from ?? "00:00", to: to ?? "24:00" })
    : say("journal.hours.any");

  const apply = (form: FormData) => {
    onChange({ time_from: said(form.get("from")), time_to: said(form.get("to")) });
    open(false);
  };

  return (
    <Popover opened={isOpen} onChange={open} trapFocus position="bottom-start" shadow="md">
      <Popover.Target>
        <Button
          size="xs"
          variant={isSet ? "light" : "default"}
          leftSection={<IconClock size={14} aria-hidden />}
          onClick={() => open(!isOpen)}
        >
          {words}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form action={apply}>
          <Stack gap="sm">
            <Group gap="sm">
              <TextInput
                type="time"
                name="from"
                label={say("journal.hours.from")}
                defaultValue={from}
              />
              <TextInput type="time" name="to" label={say("journal.hours.to")} defaultValue={to} />
            </Group>
            <Text size="xs" c="dimmed" maw={260}>
              {say("journal.hours.help")}
            </Text>
            <Group justify="flex-end" gap="xs">
              <Button
                size="xs"
                variant="default"
                onClick={() => {
                  onChange({ time_from: undefined, time_to: undefined });
                  open(false);
                }}
              >
                {say("journal.hours.any")}
              </Button>
              <Button size="xs" type="submit">
                {say("journal.hours.apply")}
              </Button>
            </Group>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

function said(value: FormDataEntryValue | null): string | undefined {
  return typeof value === "string" && value ? value.slice(0, 5) : undefined;
}

import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useWords } from "../../../i18n/words";

interface Props {
  value?: string;
  onChange: (search: string | undefined) => void;
}

const PAUSE_MS = 250;

/** Finds bundles by their name or by a service in them; `/` comes here. */
export function SearchBox({ value, onChange }: Props) {
  const say = useWords();
  const [text, write] = useState(value ?? "");
  const [told, setTold] = useState(value);
  const tell = useDebouncedCallback((next: string | undefined) => {
    setTold(next);
    onChange(next);
  }, PAUSE_MS);
  if (value !== told) {
    // A link has changed the search, not the person typing here.
    setTold(value);
    write(value ?? "");
  }
  return (
    <TextInput
      type="search"
      data-page-search
      w={{ base: "100%", xs: 260 }}
      value={text}
      maxLength={200}
      aria-label={say("bundles.search")}
      placeholder={say("bundles.search")}
      leftSection={<IconSearch size={16} aria-hidden />}
      onChange={(event) => {
        write(event.currentTarget.value);
        tell(event.currentTarget.value.trim() || undefined);
      }}
    />
  );
}

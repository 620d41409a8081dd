import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import classes from "./page-search.module.css";

interface Props {
  value?: string;
  /** What it finds, in words. */
  label: string;
  /** Pixels at most on wide screens. */
  width: number;
  /** How long one stops typing before the search is told. */
  pauseMs: number;
  maxLength?: number;
  onChange: (search: string | undefined) => void;
}

/** The search of a page, told once one stops typing; `/` comes here. */
export function PageSearch({ value, label, width, pauseMs, maxLength, onChange }: Props) {
  const [text, write] = useState(value ?? "");
  const [told, setTold] = useState(value);
  const tell = useDebouncedCallback((next: string | undefined) => {
    setTold(next);
    onChange(next);
  }, pauseMs);
  if (value !== told) {
    // A link has changed the search, not the person typing here.
    setTold(value);
    write(value ?? "");
  }
  return (
    <TextInput
      type="search"
      data-page-search
      className={classes.search}
      style={{ "--search-width": `${width}px` }}
      value={text}
      maxLength={maxLength}
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} aria-hidden />}
      onChange={(event) => {
        write(event.currentTarget.value);
        tell(event.currentTarget.value.trim() || undefined);
      }}
    />
  );
}

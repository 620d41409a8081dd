import { TextInput } from "@mantine/core";
import { type KeyboardEvent, useRef } from "react";
import { useWords } from "../../../i18n/words";

interface Props {
  name: string;
  onDone: (name: string) => void;
  onLeave: () => void;
}

const LONGEST = 200;

/** Renames in place: Enter keeps the new name, Escape the old one. */
export function NameInput({ name, onDone, onLeave }: Props) {
  const say = useWords();
  const isOver = useRef(false);
  const finish = (text: string) => {
    if (isOver.current) return;
    isOver.current = true;
    const next = text.trim();
    if (next) onDone(next);
    else onLeave();
  };
  const steer = (event: KeyboardEvent<HTMLInputElement>) => {
    event.stopPropagation();
    if (event.key === "Enter") finish(event.currentTarget.value);
    if (event.key === "Escape") finish("");
  };
  return (
    <TextInput
      size="xs"
      autoFocus
      defaultValue={name}
      maxLength={LONGEST}
      aria-label={say("bundles.name")}
      onFocus={(event) => event.currentTarget.select()}
      onKeyDown={steer}
      onBlur={(event) => finish(event.currentTarget.value)}
    />
  );
}

import { Combobox, useCombobox } from "@mantine/core";
import { type ReactElement, useState } from "react";
import { InsertOffers } from "./insert-offers";
import { FUNCTION } from "./offers";
import type { Key } from "./template";

/** A value, through a function or as it is; or a function for the pill that is chosen already. */
export type Picked = { keys: Key[]; call: string | null } | { keys: null; call: string };

interface Props {
  isOpen: boolean;
  at: string;
  /** Whether a function can be applied at once: a pill is chosen. */
  hasPill: boolean;
  onPick: (picked: Picked) => void;
  /** Closed without a choice: by going elsewhere, by Escape, or because a slash itself is meant. */
  onClose: (how: "away" | "back" | "slash") => void;
  /** The field it opens under. */
  children: ReactElement;
}

const BLANK = { search: "", call: null };

/** The menu of everything that can be put into a field. */
export function InsertMenu({ isOpen, at, hasPill, onPick, onClose, children }: Props) {
  const [{ search, call }, ask] = useState<{ search: string; call: string | null }>(BLANK);
  const store = useCombobox({ opened: isOpen });
  const close = (how: "away" | "back" | "slash") => {
    ask(BLANK);
    onClose(how);
  };
  const choose = (value: string) => {
    const isFunction = value.startsWith(FUNCTION);
    const name = value.slice(FUNCTION.length);
    if (isFunction && !hasPill) return ask({ search: "", call: name });
    ask(BLANK);
    onPick(isFunction ? { keys: null, call: name } : { keys: JSON.parse(value), call });
  };
  return (
    <Combobox
      store={store}
      onOptionSubmit={choose}
      position="bottom-start"
      width="target"
      shadow="md"
    >
      <Combobox.DropdownTarget>{children}</Combobox.DropdownTarget>
      <Combobox.Dropdown miw={300} p={0}>
        {isOpen && (
          <InsertOffers
            at={at}
            search={search}
            call={call}
            onSearch={(next) => {
              ask({ search: next, call });
              store.selectFirstOption();
            }}
            onClose={close}
          />
        )}
      </Combobox.Dropdown>
    </Combobox>
  );
}

import { ActionIcon, Button, Stack, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { type ReactNode, useMemo, useState } from "react";
import { useWords } from "../../../../i18n/words";
import type { Fields } from "../../definition";
import { useDraft } from "../../draft";
import { MappingInput } from "../mapping-input";
import classes from "./form.module.css";
import { isTwice, newRow, objectOf, type Row, rowsFor } from "./rows";

interface Props {
  value: Fields;
  onChange: (value: Fields | undefined) => void;
  at: string;
  path: string;
  label: string;
  /** Another input for a row's name, such as one that offers what the account has. */
  nameInput?: (row: Row, onName: (name: string) => void) => ReactNode;
}

/** Names and values, row by row; each value may be taken from an earlier step. */
export function PairsInput({ value, onChange, at, path, label, nameInput }: Props) {
  const say = useWords();
  const { mayEdit } = useDraft();
  const [kept, keep] = useState<Row[]>([]);
  const rows = useMemo(() => rowsFor(kept, value), [kept, value]);
  const set = (next: Row[]) => {
    keep(next);
    const object = objectOf(next);
    if (JSON.stringify(object) === JSON.stringify(value)) return;
    onChange(Object.keys(object).length > 0 ? object : undefined);
  };
  const change = (row: Row, patch: Partial<Row>) =>
    set(rows.map((one) => (one.id === row.id ? { ...one, ...patch } : one)));
  return (
    <Stack gap="xs" role="group" aria-label={label}>
      {rows.map((row, at_) => (
        <div key={row.id} className={classes.pair}>
          {nameInput?.(row, (name) => change(row, { name })) ?? (
            <TextInput
              value={row.name}
              placeholder={say("builder.fields.pairs.name")}
              aria-label={say("builder.fields.pairs.name_of", { number: at_ + 1 })}
              onChange={(event) => change(row, { name: event.currentTarget.value })}
              error={isTwice(rows, row) && say("builder.fields.pairs.twice")}
              disabled={!mayEdit}
            />
          )}
          <MappingInput
            label={say("builder.fields.pairs.value_of", { name: row.name || at_ + 1 })}
            value={row.value}
            onChange={(next) => change(row, { value: next })}
            at={at}
            path={`${path}/${row.name.replaceAll("~", "~0").replaceAll("/", "~1")}`}
            look={{ isCompact: true }}
          />
          <ActionIcon
            mt={4}
            disabled={!mayEdit}
            aria-label={say("builder.fields.pairs.remove", { name: row.name || at_ + 1 })}
            onClick={() => set(rows.filter(({ id }) => id !== row.id))}
          >
            <IconX size={16} />
          </ActionIcon>
        </div>
      ))}
      {mayEdit && (
        <Button
          variant="default"
          size="xs"
          w="fit-content"
          leftSection={<IconPlus size={14} />}
          onClick={() => set([...rows, newRow()])}
        >
          {say("builder.fields.pairs.add")}
        </Button>
      )}
    </Stack>
  );
}

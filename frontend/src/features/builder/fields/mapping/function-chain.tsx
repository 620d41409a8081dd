import { ActionIcon, type ComboboxParsedItem, Group, Select, Stack, Text } from "@mantine/core";
import { IconArrowUp, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Shapes } from "../../../../api/client";
import { type Key, useWords } from "../../../../i18n/words";
import { functionsQuery } from "../queries";
import { FunctionArguments } from "./function-arguments";
import classes from "./mapping.module.css";
import { functionsFor, newCall } from "./offers";
import type { Call } from "./template";

interface Props {
  calls: readonly Call[];
  onChange: (calls: Call[]) => void;
}

/** What is done to a value, function after function, and the way to one more. */
export function FunctionChain({ calls, onChange }: Props) {
  const say = useWords();
  const { data } = useQuery(functionsQuery());
  const all = data?.results ?? [];
  return (
    <Stack gap="xs">
      {calls.map((call, at) => {
        const declared = all.find(({ name, also }) => [name, ...also].includes(call.name));
        return (
          <div key={`${call.name}${at}`}>
            <Group gap={4} wrap="nowrap">
              <Text size="sm" fw={500} flex={1} truncate>
                {call.name}
              </Text>
              {at > 0 && (
                <ActionIcon
                  size="sm"
                  aria-label={say("builder.fields.pill.function_up", { name: call.name })}
                  onClick={() => onChange(calls.toSpliced(at, 1).toSpliced(at - 1, 0, call))}
                >
                  <IconArrowUp size={14} />
                </ActionIcon>
              )}
              <ActionIcon
                size="sm"
                aria-label={say("builder.fields.pill.remove_function", { name: call.name })}
                onClick={() => onChange(calls.toSpliced(at, 1))}
              >
                <IconX size={14} />
              </ActionIcon>
            </Group>
            {declared && (
              <Text size="xs" className={classes.quiet ?? ""}>
                {declared.help}
              </Text>
            )}
            {declared && declared.arguments.length > 0 && (
              <FunctionArguments
                call={call}
                declared={declared}
                onChange={(changed) => onChange(calls.with(at, changed))}
              />
            )}
          </div>
        );
      })}
      <Select
        size="xs"
        searchable
        openOnFocus={false}
        value={null}
        aria-label={say("builder.fields.pill.add_function")}
        placeholder={say("builder.fields.pill.add_function")}
        data={grouped(all, (group) => say(`builder.fields.group.${group}` as Key))}
        filter={({ options, search }) => filtered(options, search, all)}
        renderOption={({ option }) => (
          <div>
            <Text size="sm">{option.value}</Text>
            <Text size="xs" className={classes.quiet ?? ""}>
              {all.find(({ name }) => name === option.value)?.help}
            </Text>
          </div>
        )}
        maxDropdownHeight={280}
        comboboxProps={{ withinPortal: false }}
        onChange={(name) => name && onChange([...calls, newCall(name, all)])}
      />
    </Stack>
  );
}

type Functions = Shapes["FunctionShape"][];

function grouped(all: Functions, word: (group: string) => string) {
  const groups = [...new Set(all.map(({ group }) => group))];
  return groups.map((group) => ({
    group: word(group),
    items: all.filter((one) => one.group === group).map(({ name }) => name),
  }));
}

function filtered(
  options: ComboboxParsedItem<string>[],
  search: string,
  all: Functions,
): ComboboxParsedItem<string>[] {
  const found = new Set<unknown>(functionsFor(all, search).map(({ name }) => name));
  return options
    .map((one) =>
      "group" in one ? { ...one, items: one.items.filter(({ value }) => found.has(value)) } : one,
    )
    .filter((one) => !("group" in one) || one.items.length > 0);
}

import { ActionIcon, Button, Group, Stack } from "@mantine/core";
import { IconArrowUp, IconPlus, IconX } from "@tabler/icons-react";
import { useWords } from "../../../../i18n/words";
import type { Json } from "../../definition";
import { useDraft } from "../../draft";
import { MappingInput } from "../mapping-input";
import classes from "./form.module.css";
import { asFields } from "./object-field";
import { PairsInput } from "./pairs-input";

interface Props {
  label: string;
  items: Json[];
  onItems: (items: Json[]) => void;
  at: string;
  path: string;
}

/** A list row by row: add, remove, move; a row is text, or names and values. */
export function ItemsInput({ label, items, onItems, at, path }: Props) {
  const say = useWords();
  const { mayEdit } = useDraft();
  // A list that is still empty shows the row to begin with.
  const rows = items.length > 0 ? items : [""];
  return (
    <Stack gap="xs" role="group" aria-label={label}>
      {rows.map((item, index) => (
        <div key={index} className={classes.item}>
          {typeof item === "object" && item !== null ? (
            <PairsInput
              label={say("builder.fields.list.item", { number: index + 1 })}
              value={asFields(item)}
              onChange={(next) => onItems(rows.with(index, next ?? {}))}
              at={at}
              path={`${path}/${index}`}
            />
          ) : (
            <MappingInput
              label={say("builder.fields.list.item", { number: index + 1 })}
              value={item}
              onChange={(next) =>
                onItems(rows.length === 1 && next === undefined ? [] : rows.with(index, next ?? ""))
              }
              at={at}
              path={`${path}/${index}`}
              look={{ isCompact: true }}
            />
          )}
          {items.length > 0 && mayEdit && (
            <Group gap={0} wrap="nowrap" mt={4}>
              {index > 0 && (
                <ActionIcon
                  aria-label={say("builder.fields.list.up", { number: index + 1 })}
                  onClick={() => onItems(rows.toSpliced(index, 1).toSpliced(index - 1, 0, item))}
                >
                  <IconArrowUp size={16} />
                </ActionIcon>
              )}
              <ActionIcon
                aria-label={say("builder.fields.list.remove", { number: index + 1 })}
                onClick={() => onItems(rows.toSpliced(index, 1))}
              >
                <IconX size={16} />
              </ActionIcon>
            </Group>
          )}
        </div>
      ))}
      {mayEdit && items.length > 0 && (
        <Button
          variant="default"
          size="xs"
          w="fit-content"
          leftSection={<IconPlus size={14} />}
          onClick={() => onItems([...items, typeof items[0] === "object" ? {} : ""])}
        >
          {say("builder.fields.list.add")}
        </Button>
      )}
    </Stack>
  );
}

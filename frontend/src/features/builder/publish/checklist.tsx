import { Anchor, List, Stack, Text, ThemeIcon } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { useWords } from "../../../i18n/words";
import { TRIGGER } from "../definition";
import { useDraft } from "../draft";
import type { Mistake } from "../mistakes";
import { useNaming } from "../naming";
import { find } from "../places";
import { useFieldWords } from "../use-field-words";

interface Props {
  /** Leads to the place of a mistake. */
  onGo: (step: string, field: string) => void;
}

/** What is still missing, each a link to where it is put right. */
export function Checklist({ onGo }: Props) {
  const say = useWords();
  const { mistakes, draft } = useDraft();
  const naming = useNaming();
  const sayField = useFieldWords(draft);
  const fieldOf = ({ step, path }: Mistake) =>
    path ? sayField(step ? (find(draft, step)?.step ?? null) : null, path) : "";
  const titleOf = ({ step }: Mistake) =>
    step === null
      ? say("builder.publish.bundle")
      : `${naming.numberOf(step)}. ${naming.titleAt(step)}`;
  return (
    <Stack gap="sm">
      <Text size="sm">{say("builder.publish.missing", { count: mistakes.length })}</Text>
      <List
        spacing="xs"
        icon={
          <ThemeIcon size={20} radius="xl" color="yellow" variant="light" aria-hidden>
            <IconAlertCircle size={14} />
          </ThemeIcon>
        }
      >
        {mistakes.map((one) => (
          <List.Item key={`${one.step}/${one.path}/${one.code}`}>
            <Anchor
              component="button"
              type="button"
              ta="start"
              size="sm"
              onClick={() => onGo(one.step ?? TRIGGER, one.path)}
            >
              {titleOf(one)}
              {fieldOf(one) && ` · ${fieldOf(one)}`}
            </Anchor>
            <Text size="sm" c="dimmed">
              {one.message}
            </Text>
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}

import { ActionIcon, CloseButton, Group, ScrollArea, Stack, Text } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useWords } from "../../../i18n/words";
import { TRIGGER } from "../definition";
import { serviceOf, useDraft } from "../draft";
import { useNaming } from "../naming";
import { find } from "../places";
import { StepIcon } from "../steps/step-icon";
import { useOpening } from "../steps/use-open";
import { ActionPanel } from "./action-panel";
import { PlainPanel } from "./plain-panel";
import { StepName } from "./step-name";
import classes from "./step-panel.module.css";
import { TriggerPanel } from "./trigger-panel";
import { useFieldFocus } from "./use-field-focus";

interface Props {
  id: string;
  hintService: (slug: string | null) => void;
}

/** Everything about the chosen step. */
export function StepPanel({ id, hintService }: Props) {
  const say = useWords();
  const drafting = useDraft();
  const { close } = useOpening();
  const region = useFieldFocus(id);
  const step = find(drafting.draft, id)?.step;
  if (!step && id !== TRIGGER) return null;
  const service = !step
    ? drafting.triggerService
    : step.kind === "action"
      ? serviceOf(drafting, step)
      : null;
  return (
    <section ref={region} className={classes.panel} aria-label={say("builder.panel.label")}>
      <Group className={classes.head} gap="sm" wrap="nowrap">
        <ActionIcon hiddenFrom="sm" onClick={close} aria-label={say("builder.panel.back")}>
          <IconArrowLeft size={18} />
        </ActionIcon>
        <StepIcon kind={step?.kind ?? "trigger"} service={service} size={26} />
        {step ? <StepName step={step} /> : <TriggerName />}
        <CloseButton visibleFrom="sm" onClick={close} aria-label={say("builder.panel.close")} />
      </Group>
      <ScrollArea className={classes.body} type="auto">
        <Stack gap="md" p="md">
          {!step && <TriggerPanel hintService={hintService} />}
          {step?.kind === "action" && <ActionPanel key={step.id} step={step} />}
          {step && step.kind !== "action" && <PlainPanel key={step.id} step={step} />}
        </Stack>
      </ScrollArea>
    </section>
  );
}

function TriggerName() {
  const naming = useNaming();
  return (
    <Text component="h2" size="md" fw={600} flex={1} truncate>
      {naming.triggerTitle()}
    </Text>
  );
}

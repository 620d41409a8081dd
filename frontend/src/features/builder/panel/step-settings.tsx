import { Collapse, Radio, Stack, Switch, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useWords } from "../../../i18n/words";
import type { ActionStep } from "../definition";
import { useDraft } from "../draft";
import classes from "./section.module.css";

type OnError = "stop" | "continue" | "steps";

/** What happens when the action fails, and whether it may be tried twice. */
export function StepSettings({ step }: { step: ActionStep }) {
  const say = useWords();
  const { dispatch, mayEdit } = useDraft();
  const { on_error: onError = "stop" } = step;
  const isUsual = onError === "stop" && !step.at_most_once;
  const [isOpen, { toggle }] = useDisclosure(!isUsual);
  const choose = (chosen: string) =>
    dispatch({
      do: "setStep",
      step: step.id,
      patch: { on_error: chosen === "steps" ? { steps: [] } : (chosen as "stop" | "continue") },
    });
  const chosen: OnError = typeof onError === "object" ? "steps" : onError;
  return (
    <div data-field="on_error">
      <UnstyledButton className={classes.fold} aria-expanded={isOpen} onClick={toggle}>
        {isOpen ? <IconChevronDown size={16} /> : <IconChevronRight size={16} />}
        {say("builder.settings.title")}
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        <Stack gap="md" pt="xs">
          <Radio.Group label={say("builder.on_error.label")} value={chosen} onChange={choose}>
            <Stack gap={6} mt={6}>
              {(["stop", "continue", "steps"] as const).map((one) => (
                <Radio
                  key={one}
                  value={one}
                  disabled={!mayEdit}
                  label={say(`builder.on_error.${one}`)}
                  description={say(`builder.on_error.${one}_help`)}
                />
              ))}
            </Stack>
          </Radio.Group>
          <Switch
            label={say("builder.at_most_once.label")}
            description={say("builder.at_most_once.help")}
            checked={step.at_most_once === true}
            disabled={!mayEdit}
            onChange={(event) =>
              dispatch({
                do: "setStep",
                step: step.id,
                patch: { at_most_once: event.currentTarget.checked || undefined },
              })
            }
          />
        </Stack>
      </Collapse>
    </div>
  );
}

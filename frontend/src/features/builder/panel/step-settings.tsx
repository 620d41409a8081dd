import { Radio, Stack, Switch } from "@mantine/core";
import { useWords } from "../../../i18n/words";
import type { ActionStep } from "../definition";
import { useDraft } from "../draft";
import { Fold } from "./fold";

const WAYS = ["stop", "continue", "steps"] as const;

/** What happens when the action fails, and whether it may be tried twice. */
export function StepSettings({ step }: { step: ActionStep }) {
  const say = useWords();
  const { dispatch, mayEdit } = useDraft();
  const { on_error: onError = "stop" } = step;
  const choose = (chosen: string) =>
    dispatch({
      do: "setStep",
      step: step.id,
      patch: { on_error: chosen === "steps" ? { steps: [] } : (chosen as "stop" | "continue") },
    });
  return (
    <Fold
      title={say("builder.settings.title")}
      isOpenFirst={onError !== "stop" || step.at_most_once === true}
    >
      <Radio.Group
        data-field="on_error"
        label={say("builder.on_error.label")}
        value={typeof onError === "object" ? "steps" : onError}
        onChange={choose}
      >
        <Stack gap={6} mt={6}>
          {WAYS.map((one) => (
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
    </Fold>
  );
}

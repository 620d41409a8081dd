import { Text, TextInput, VisuallyHidden } from "@mantine/core";
import { useWords } from "../../../i18n/words";
import type { Step } from "../definition";
import { useDraft } from "../draft";
import classes from "../header/builder-header.module.css";
import { useNaming } from "../naming";

const LONGEST = 200;

/** The step's number and name; without a name of its own it is called what it does. */
export function StepName({ step }: { step: Step }) {
  const say = useWords();
  const { dispatch, mayEdit } = useDraft();
  const naming = useNaming();
  const { name: _, ...nameless } = step;
  return (
    <>
      <VisuallyHidden component="h2">{naming.titleOf(step)}</VisuallyHidden>
      <Text c="dimmed" fw={600}>
        {naming.numberOf(step.id)}
      </Text>
      <TextInput
        className={classes.name}
        flex={1}
        aria-label={say("builder.step.name")}
        placeholder={naming.titleOf(nameless)}
        disabled={!mayEdit}
        maxLength={LONGEST}
        value={step.name ?? ""}
        onChange={(event) =>
          dispatch({
            do: "setStep",
            step: step.id,
            patch: { name: event.currentTarget.value || undefined },
            typing: `${step.id}/name`,
          })
        }
      />
    </>
  );
}

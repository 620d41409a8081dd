import { Input, SegmentedControl, Stack } from "@mantine/core";
import { useId } from "react";
import { useWords } from "../../../../i18n/words";
import type { StopStep } from "../../definition";
import { useDraft } from "../../draft";
import { ConditionEditor } from "../condition-editor";
import { MappingInput } from "../mapping-input";

const RESULTS = ["succeeded", "filtered", "failed"] as const;

/** How a run ends here, with which words, and when. */
export function StopForm({ step }: { step: StopStep }) {
  const say = useWords();
  const id = useId();
  const { dispatch, mayEdit } = useDraft();
  const set = (patch: Partial<StopStep>, typing?: string) =>
    dispatch({ do: "setStep", step: step.id, patch, typing });
  return (
    <Stack gap="md">
      <div data-field="result">
        <Input.Label component="div" id={id} mb={4}>
          {say("builder.fields.stop.result")}
        </Input.Label>
        <SegmentedControl
          aria-labelledby={id}
          value={step.result ?? "succeeded"}
          onChange={(next) => set({ result: RESULTS.find((one) => one === next) })}
          data={RESULTS.map((value) => ({ value, label: say(`builder.fields.stop.${value}`) }))}
          disabled={!mayEdit}
        />
      </div>
      <MappingInput
        label={say("builder.fields.stop.message")}
        value={step.message}
        onChange={(message) =>
          set({ message: typeof message === "string" ? message : undefined }, `${step.id} message`)
        }
        at={step.id}
        path="message"
      />
      <div>
        <Input.Label component="div" mb={4}>
          {say("builder.fields.stop.when")}
        </Input.Label>
        <ConditionEditor
          value={step.when}
          onChange={(when, typing) => dispatch({ do: "setWhen", step: step.id, when, typing })}
          at={step.id}
          path="when"
          empty={say("builder.fields.stop.when_empty")}
        />
      </div>
    </Stack>
  );
}

import { SegmentedControl, Stack } from "@mantine/core";
import { useState } from "react";
import { useWords } from "../../../../i18n/words";
import type { DelayStep } from "../../definition";
import { useDraft } from "../../draft";
import { Choosable } from "../form/choosable";
import { MappingInput } from "../mapping-input";
import { SpanInput } from "../span-input";

/** How long to wait: for some time, or until a date. */
export function DelayForm({ step }: { step: DelayStep }) {
  const say = useWords();
  const { dispatch, mayEdit } = useDraft();
  const [isUntil, setUntil] = useState(step.until !== undefined);
  const set = (patch: Pick<DelayStep, "for" | "until">) =>
    dispatch({ do: "setStep", step: step.id, patch, typing: `${step.id} delay` });
  const choose = (next: boolean) => {
    setUntil(next);
    if (step.for !== undefined || step.until !== undefined)
      set({ for: undefined, until: undefined });
  };
  const amount = (value: unknown) =>
    typeof value === "string" || typeof value === "number" ? value : undefined;
  return (
    <Stack gap="md">
      <SegmentedControl
        value={isUntil ? "until" : "for"}
        onChange={(next) => choose(next === "until")}
        data={[
          { value: "for", label: say("builder.fields.delay.for") },
          { value: "until", label: say("builder.fields.delay.until") },
        ]}
        aria-label={say("builder.fields.delay.kind")}
        disabled={!mayEdit}
      />
      {isUntil ? (
        <MappingInput
          label={say("builder.fields.delay.date")}
          help={say("builder.fields.delay.date_help")}
          value={step.until}
          onChange={(until) => set({ until: amount(until) })}
          at={step.id}
          path="until"
          look={{ isRequired: true, placeholder: "2026-12-31T09:00" }}
        />
      ) : (
        <Choosable
          spec={{ title: say("builder.fields.delay.amount"), help: "", isRequired: true }}
          value={step.for}
          onChange={(next) => set({ for: amount(next) })}
          at={step.id}
          path="for"
        >
          {({ value, onChange }) => (
            <SpanInput
              label={say("builder.fields.delay.amount")}
              value={value}
              onChange={onChange}
              at={step.id}
              path="for"
            />
          )}
        </Choosable>
      )}
    </Stack>
  );
}

import { Stack } from "@mantine/core";
import { useWords } from "../../../../i18n/words";
import type { RespondStep } from "../../definition";
import { useDraft } from "../../draft";
import { AnyInput } from "../form/any-input";
import { FieldShell } from "../form/field-shell";
import { asFields } from "../form/object-field";
import { PairsInput } from "../form/pairs-input";
import { MappingInput } from "../mapping-input";

/** What the sender of the webhook is answered. */
export function RespondForm({ step }: { step: RespondStep }) {
  const say = useWords();
  const { dispatch } = useDraft();
  const set = (patch: Partial<RespondStep>, part: string) =>
    dispatch({ do: "setStep", step: step.id, patch, typing: `${step.id} ${part}` });
  const headers = say("builder.fields.respond.headers");
  return (
    <Stack gap="md">
      <MappingInput
        label={say("builder.fields.respond.status")}
        value={step.status}
        onChange={(next) => set({ status: statusOf(next) }, "status")}
        at={step.id}
        path="status"
        look={{ placeholder: "200" }}
      />
      <AnyInput
        spec={{ title: say("builder.fields.respond.body"), help: "", isRequired: false }}
        value={step.body}
        onChange={(body) => set({ body }, "body")}
        at={step.id}
        path="body"
      />
      <FieldShell spec={{ title: headers, help: "", isRequired: false }} path="headers">
        {() => (
          <PairsInput
            label={headers}
            value={asFields(step.headers)}
            onChange={(next) => set({ headers: next }, "headers")}
            at={step.id}
            path="headers"
          />
        )}
      </FieldShell>
    </Stack>
  );
}

function statusOf(value: unknown): number | string | undefined {
  if (typeof value !== "string") return typeof value === "number" ? value : undefined;
  return /^\d{3}$/.test(value) ? Number(value) : value;
}

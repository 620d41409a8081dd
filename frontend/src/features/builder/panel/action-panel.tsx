import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useWords } from "../../../i18n/words";
import type { ActionStep } from "../definition";
import { serviceOf, useDraft, useMistake } from "../draft";
import { FieldsOfAction } from "../fields/fields-of-action";
import { StepTest } from "../fields/step-test";
import { connectorQuery } from "../queries";
import { ConnectionPick } from "./connection-pick";
import { StepSettings } from "./step-settings";

/** The panel of an action: what to do, as whom, with what, and what if it fails. */
export function ActionPanel({ step }: { step: ActionStep }) {
  const say = useWords();
  const drafting = useDraft();
  const { dispatch, catalog, mayEdit } = drafting;
  const mistakeAt = useMistake(step.id);
  const service = serviceOf(drafting, step);
  const { data: connector } = useQuery(connectorQuery(service ?? ""));
  const card = catalog.find(({ slug }) => slug === service);
  const kinds = connector?.kinds ?? [];
  return (
    <>
      <Select
        data-field="action"
        label={say("builder.action.label", { service: card?.name ?? "" })}
        description={card?.actions.find(({ name }) => name === step.action)?.help}
        inputWrapperOrder={["label", "input", "description", "error"]}
        data={card?.actions.map(({ name, label }) => ({ value: name, label })) ?? []}
        value={step.action ?? null}
        onChange={(action) =>
          dispatch({ do: "setStep", step: step.id, patch: { action: action ?? undefined } })
        }
        error={mistakeAt("action")}
        searchable
        allowDeselect={false}
        disabled={!mayEdit}
      />
      {service && kinds.some((kind) => kind !== "none") && (
        <ConnectionPick
          service={service}
          value={step.connection ?? null}
          onChange={(connection) =>
            dispatch({ do: "setStep", step: step.id, patch: { connection, connector: service } })
          }
          mistake={mistakeAt("connection")}
          isOptional={kinds.includes("none")}
        />
      )}
      <FieldsOfAction step={step} />
      <StepSettings step={step} />
      <StepTest step={step} />
    </>
  );
}

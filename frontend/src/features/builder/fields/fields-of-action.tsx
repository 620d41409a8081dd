import { useQuery } from "@tanstack/react-query";
import { Failed } from "../../../ui/failed";
import { LoadingRows } from "../../../ui/loading";
import type { ActionStep } from "../definition";
import { serviceOf, useDraft } from "../draft";
import { connectorQuery } from "../queries";
import { FieldsOfForm } from "./form/fields-of-form";
import { specsOf } from "./form/schema";

/** What the action asks for. */
export function FieldsOfAction({ step }: { step: ActionStep }) {
  const drafting = useDraft();
  const service = serviceOf(drafting, step) ?? "";
  const { data, error, refetch, isLoading } = useQuery(connectorQuery(service));
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (isLoading) return <LoadingRows rows={3} height={60} />;
  const action = data?.actions.find(({ name }) => name === step.action);
  if (!action) return null;
  return (
    <FieldsOfForm
      key={`${service} ${action.name}`}
      form={{
        at: step.id,
        service,
        connection: step.connection ?? null,
        offer: { action: action.name },
        specs: specsOf(action.fields),
        values: step.fields ?? {},
        setField: (name, value) =>
          drafting.dispatch({
            do: "setField",
            step: step.id,
            name,
            value,
            typing: `${step.id} ${name}`,
          }),
      }}
    />
  );
}

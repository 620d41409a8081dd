import { useQuery } from "@tanstack/react-query";
import { Failed } from "../../../ui/failed";
import { TRIGGER } from "../definition";
import { useDraft } from "../draft";
import { connectorQuery } from "../queries";
import { FieldsOfForm } from "./form/fields-of-form";
import { specsOf } from "./form/schema";

/** What the trigger's event asks for; nothing where it asks for nothing. */
export function FieldsOfTrigger() {
  const { draft, dispatch, triggerService } = useDraft();
  const { trigger } = draft;
  const service = triggerService ?? "";
  const { data, error, refetch } = useQuery(connectorQuery(service));
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  const event = data?.triggers.find(({ name }) => name === trigger.event);
  const specs = event ? specsOf(event.fields) : [];
  if (!event || specs.length === 0) return null;
  return (
    <FieldsOfForm
      key={`${service} ${event.name}`}
      form={{
        at: TRIGGER,
        service,
        connection: trigger.connection ?? null,
        offer: { trigger: event.name },
        specs,
        values: trigger.fields ?? {},
        setField: (name, value) =>
          dispatch({ do: "setField", step: TRIGGER, name, value, typing: `${TRIGGER} ${name}` }),
      }}
    />
  );
}

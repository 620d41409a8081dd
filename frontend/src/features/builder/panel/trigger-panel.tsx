import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Trigger } from "../definition";
import { useDraft, useMistake } from "../draft";
import { FieldsOfTrigger } from "../fields/fields-of-trigger";
import { connectorQuery } from "../queries";
import { TriggerSample } from "../sample/trigger-sample";
import { ScheduleForm } from "../trigger/schedule-form";
import { StartPick } from "../trigger/start-pick";
import type { Start } from "../trigger/starts";
import { TriggerMore } from "../trigger/trigger-more";
import { ConnectionPick } from "./connection-pick";

interface Props {
  hintService: (slug: string | null) => void;
}

/** The panel of the trigger: what starts the bundle, through which connection, with what. */
export function TriggerPanel({ hintService }: Props) {
  const { draft, dispatch, connections, triggerService } = useDraft();
  const mistakeAt = useMistake("trigger");
  const { trigger } = draft;
  const { data: connector } = useQuery(connectorQuery(triggerService ?? ""));
  const event = connector?.triggers.find(({ name }) => name === trigger.event);
  const onlyOne = (start: Start): string | null => {
    const theirs = connections.filter(
      ({ connector: slug }) => start.kind === "event" && slug === start.slug,
    );
    return theirs.length === 1 ? (theirs[0]?.id ?? null) : null;
  };
  const choose = (start: Start) => {
    hintService(start.kind === "event" ? start.slug : null);
    dispatch({ do: "setTrigger", patch: startedBy(start, trigger, onlyOne(start)) });
  };
  const isClock = Boolean(trigger.schedule) && !triggerService;
  return (
    <>
      <StartPick onChoose={choose} />
      {event?.help && (
        <Text size="sm" c="dimmed">
          {event.help}
        </Text>
      )}
      {mistakeAt("event") && (
        <Text size="sm" c="var(--mantine-color-error)">
          {mistakeAt("event")}
        </Text>
      )}
      {triggerService && (
        <ConnectionPick
          service={triggerService}
          value={trigger.connection ?? null}
          onChange={(connection) => dispatch({ do: "setTrigger", patch: { connection } })}
          mistake={mistakeAt("connection")}
        />
      )}
      {triggerService && <FieldsOfTrigger />}
      {(isClock || event?.kind === "polling") && <ScheduleForm isPoll={!isClock} />}
      {(triggerService || trigger.event === "manual") && (
        <TriggerSample kind={event?.kind ?? "manual"} />
      )}
      <TriggerMore isWebhook={event?.kind === "webhook"} />
    </>
  );
}

/** Return what changes when a bundle is to be started by something else. */
function startedBy(start: Start, now: Trigger, connection: string | null): Partial<Trigger> {
  const nothing = {
    connection: undefined,
    event: undefined,
    fields: undefined,
    schedule: undefined,
  };
  if (start.kind === "schedule") return { ...nothing, schedule: { every: 3600 } };
  if (start.kind !== "event") return { ...nothing, event: "manual" };
  const isSame = now.event === start.event && now.connection === connection;
  return isSame ? {} : { ...nothing, event: start.event, connection };
}

import { NumberInput, Select } from "@mantine/core";
import { useWords } from "../../../i18n/words";
import { type Order, TRIGGER } from "../definition";
import { useDraft } from "../draft";
import { MappingInput } from "../fields/mapping-input";
import { Fold } from "../panel/fold";
import { RetryForm } from "./retry-form";

const ORDERS = ["none", "strict", "key"] as const;
const LONGEST_ANSWER_S = 60;
const USUAL_ANSWER_S = 10;

/** What few bundles need: order, repeats, the journal's key, retries, the time to answer. */
export function TriggerMore({ isWebhook }: { isWebhook: boolean }) {
  const say = useWords();
  const { draft, dispatch, mayEdit } = useDraft();
  const { trigger, retry } = draft;
  const { kind, key = "", on_failure: onFailure = "skip" } = orderOf(trigger.order);
  const setOrder = (order: Order, typing?: string) =>
    dispatch({ do: "setTrigger", patch: { order: order === "none" ? undefined : order }, typing });
  const isUsual = !trigger.order && !trigger.dedupe && !trigger.key && !retry && !trigger.answer;
  return (
    <Fold title={say("builder.more.title")} isOpenFirst={!isUsual}>
      <Select
        data-field="order"
        label={say("builder.more.order")}
        description={say("builder.more.order_help")}
        data={ORDERS.map((one) => ({ value: one, label: say(`builder.more.order_${one}`) }))}
        value={kind}
        onChange={(chosen) => setOrder(chosen === "none" || !chosen ? "none" : { kind: chosen })}
        disabled={!mayEdit}
        allowDeselect={false}
      />
      {kind === "key" && (
        <MappingInput
          label={say("builder.more.order_key_value")}
          at={TRIGGER}
          path="order/key"
          value={key}
          onChange={(value) =>
            setOrder({ kind: "key", key: asText(value), on_failure: onFailure }, "order/key")
          }
        />
      )}
      {kind !== "none" && (
        <Select
          label={say("builder.more.on_failure")}
          data={(["skip", "hold"] as const).map((one) => ({
            value: one,
            label: say(`builder.more.on_failure_${one}`),
          }))}
          value={onFailure}
          onChange={(chosen) =>
            setOrder({ kind, ...(kind === "key" ? { key } : {}), on_failure: chosen ?? "skip" })
          }
          disabled={!mayEdit}
          allowDeselect={false}
        />
      )}
      <MappingInput
        label={say("builder.more.dedupe")}
        help={say("builder.more.dedupe_help")}
        at={TRIGGER}
        path="dedupe"
        value={trigger.dedupe}
        onChange={(value) =>
          dispatch({ do: "setTrigger", patch: { dedupe: asText(value) }, typing: "dedupe" })
        }
      />
      <MappingInput
        label={say("builder.more.key")}
        help={say("builder.more.key_help")}
        at={TRIGGER}
        path="key"
        value={trigger.key}
        onChange={(value) =>
          dispatch({ do: "setTrigger", patch: { key: asText(value) }, typing: "key" })
        }
      />
      <RetryForm />
      {isWebhook && (
        <NumberInput
          data-field="answer/within"
          label={say("builder.more.answer")}
          description={say("builder.more.answer_help")}
          min={1}
          max={LONGEST_ANSWER_S}
          placeholder={String(USUAL_ANSWER_S)}
          value={secondsOf(trigger.answer?.within)}
          onChange={(value) =>
            dispatch({
              do: "setTrigger",
              patch: { answer: typeof value === "number" ? { within: value } : undefined },
              typing: "answer",
            })
          }
          disabled={!mayEdit}
        />
      )}
    </Fold>
  );
}

interface OrderParts {
  kind: (typeof ORDERS)[number];
  key?: string;
  on_failure?: "skip" | "hold";
}

function orderOf(order: Order | undefined): OrderParts {
  if (order === undefined || typeof order === "string") return { kind: order ?? "none" };
  return { ...order, kind: order.kind ?? "key" };
}

function asText(value: unknown): string | undefined {
  return typeof value === "string" && value ? value : undefined;
}

function secondsOf(within: string | number | undefined): number | "" {
  if (typeof within === "number") return within;
  const seconds = /^PT(\d+)S$/.exec(within ?? "")?.[1];
  return seconds ? Number(seconds) : "";
}

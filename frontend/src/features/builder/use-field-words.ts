/** What the fields of services are called. */
import { useQueries } from "@tanstack/react-query";
import { useCallback } from "react";
import type { Shapes } from "../../api/client";
import { type Key, useWords } from "../../i18n/words";
import type { Draft, Step } from "./definition";
import { serviceOf, useDraft } from "./draft";
import { walk } from "./places";
import { connectorQuery } from "./queries";

const OWN: Record<string, Key> = {
  action: "builder.part.action",
  answer: "builder.more.answer",
  at_most_once: "builder.at_most_once.label",
  branches: "builder.part.branches",
  connection: "builder.connection.label",
  dedupe: "builder.more.dedupe",
  event: "builder.part.event",
  for: "builder.part.for",
  key: "builder.more.key",
  mode: "builder.part.mode",
  name: "builder.part.name",
  on_error: "builder.settings.title",
  order: "builder.more.order",
  over: "builder.part.over",
  result: "builder.part.result",
  retry: "builder.retry.label",
  schedule: "builder.schedule.label",
  status: "builder.part.status",
  steps: "builder.list.label",
  until: "builder.part.until",
  when: "builder.part.when",
};

/** Say what a path inside a step (null: the trigger) is called on the screen. */
export type SayField = (step: Step | null, path: string) => string;

export function useFieldWords(draft: Draft): SayField {
  const say = useWords();
  const { connections, triggerService } = useDraft();
  const slugs = new Set<string>(triggerService ? [triggerService] : []);
  for (const { step } of walk(draft)) {
    const slug = step.kind === "action" ? serviceOf({ connections }, step) : null;
    if (slug) slugs.add(slug);
  }
  const connectors = useQueries({
    queries: [...slugs].map((slug) => connectorQuery(slug)),
    combine: dataOf,
  });
  return useCallback(
    (step, path) => {
      const [head = "", name = ""] = path.split("/");
      if (head !== "fields") return OWN[head] ? say(OWN[head]) : head;
      const slug = step
        ? step.kind === "action"
          ? serviceOf({ connections }, step)
          : null
        : triggerService;
      const connector = connectors.find((one) => one.slug === slug);
      const offers = step ? connector?.actions : connector?.triggers;
      const wanted = step?.kind === "action" ? step.action : draft.trigger.event;
      return titleIn(offers?.find((one) => one.name === wanted)?.fields, name) ?? name;
    },
    [connectors, connections, draft, say, triggerService],
  );
}

function dataOf(results: { data: Shapes["ConnectorShape"] | undefined }[]) {
  return results.flatMap(({ data }) => (data ? [data] : []));
}

function titleIn(schema: { [name: string]: unknown } | undefined, field: string): string | null {
  const properties = schema?.properties;
  const one: unknown =
    typeof properties === "object" && properties ? Reflect.get(properties, field) : null;
  const title: unknown = typeof one === "object" && one ? Reflect.get(one, "title") : null;
  return typeof title === "string" ? title : null;
}

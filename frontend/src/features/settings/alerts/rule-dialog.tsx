import { Modal, MultiSelect, NumberInput, Select, Stack, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { mistakeAt, problemOf } from "../../../api/problems";
import { useWords } from "../../../i18n/words";
import { FormButtons } from "../../../ui/form-buttons";
import { FormFailure } from "../../../ui/form-failure";
import { tell } from "../../../ui/notice";
import { entered } from "../entered";
import { EVENTS, isEvent, numbersOf, ofScope, scopeOf } from "./model";
import { channelsQuery, type Event, type Rule, useChangeRule, useMakeRule } from "./queries";
import { RuleNumbers } from "./rule-numbers";
import { useScopes } from "./use-scopes";

interface Props {
  /** The rule to change; null makes a new one. */
  rule: Rule | null;
  onClose: () => void;
}

const TOLD = ["/event", "/count", "/minutes", "/hours", "/bundle", "/digest_minutes"];

/** What to watch for, where, and whom to tell. */
export function RuleDialog({ rule, onClose }: Props) {
  const say = useWords();
  const scopes = useScopes();
  const { data: channels } = useQuery(channelsQuery());
  const [event, setEvent] = useState<Event>(rule?.event ?? "first_error");
  const [chosen, setChosen] = useState<string[] | null>(rule?.channels ?? null);
  const making = useMakeRule();
  const changing = useChangeRule();
  const saving = rule ? changing : making;
  const problem = saving.error ? problemOf(saving.error) : null;
  const all = (channels?.results ?? []).map(({ id, name }) => ({ value: id, label: name }));
  // A new rule tells through everything there is until one chooses.
  const through = chosen ?? all.map(({ value }) => value);

  const save = (sent: React.FormEvent<HTMLFormElement>) => {
    const read = entered(sent);
    const body = {
      event,
      ...ofScope(read("scope")),
      ...numbersOf(event, read),
      channels: through,
      digest_minutes: read("digest") ? Number(read("digest")) : null,
      tells_recovery: read("recovery") === "on",
    };
    const done = {
      onSuccess: () => {
        tell(say("settings.saved"));
        onClose();
      },
    };
    if (rule) changing.mutate({ params: { path: { id: rule.id } }, body }, done);
    else making.mutate({ body }, done);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={say(rule ? "settings.alerts.rule.edit" : "settings.alerts.rule.new")}
    >
      <form onSubmit={save} noValidate>
        <Stack>
          <FormFailure error={saving.error} told={TOLD} />
          <Select
            data-autofocus
            allowDeselect={false}
            label={say("settings.alerts.when")}
            data={EVENTS.map((value) => ({
              value,
              label: say(`settings.alerts.choice.${value}`),
            }))}
            value={event}
            onChange={(next) => isEvent(next) && setEvent(next)}
            error={mistakeAt(problem, "/event")}
          />
          <RuleNumbers event={event} rule={rule} problem={problem} />
          <Select
            name="scope"
            searchable
            allowDeselect={false}
            label={say("settings.alerts.scope")}
            data={scopes}
            defaultValue={rule ? scopeOf(rule) : "all"}
            error={mistakeAt(problem, "/bundle")}
          />
          <MultiSelect
            label={say("settings.alerts.through")}
            description={through.length === 0 ? say("settings.alerts.through.none") : undefined}
            data={all}
            value={through}
            onChange={setChosen}
          />
          <NumberInput
            name="digest"
            min={1}
            label={say("settings.alerts.digest")}
            description={say("settings.alerts.digest.help")}
            defaultValue={rule?.digest_minutes ?? ""}
            error={mistakeAt(problem, "/digest_minutes")}
          />
          <Switch
            name="recovery"
            label={say("settings.alerts.recovery")}
            defaultChecked={rule?.tells_recovery ?? true}
          />
          <FormButtons verb={say("ui.save")} isPending={saving.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}

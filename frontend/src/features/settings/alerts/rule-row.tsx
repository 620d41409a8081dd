import { ActionIcon, Group, Menu, Switch } from "@mantine/core";
import { IconBell, IconBellOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMay } from "../../../api/me";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { tell, tellFailure } from "../../../ui/notice";
import { Row } from "../row";
import { isMuted, MUTES, type MuteFor, muteUntil, ruleWords } from "./model";
import { channelsQuery, type Rule, useChangeRule, useMuteRule } from "./queries";
import { RowDeeds } from "./row-deeds";
import { useScopeName } from "./use-scopes";

interface Props {
  rule: Rule;
  onEdit: () => void;
  onDelete: () => void;
}

/** One rule: what it looks for, where, who hears of it; on or off, and for how long it is quiet. */
export function RuleRow({ rule, onEdit, onDelete }: Props) {
  const say = useWords();
  const format = useFormat();
  const mayEdit = useMay("editor");
  const scopeName = useScopeName();
  const { data: channels } = useQuery(channelsQuery());
  const changing = useChangeRule();
  const names = (channels?.results ?? []).flatMap(({ id, name }) =>
    rule.channels.includes(id) ? [name] : [],
  );
  const words = ruleWords(rule, say);
  const toggle = (enabled: boolean) =>
    changing.mutate(
      { params: { path: { id: rule.id } }, body: { enabled } },
      { onError: tellFailure },
    );
  return (
    <Row
      title={words}
      note={[
        scopeName(rule),
        names.length > 0 ? format.list(names) : say("settings.alerts.no_channel"),
        ...(isMuted(rule) && rule.muted_until
          ? [say("settings.alerts.muted_until", { moment: format.exact(rule.muted_until) })]
          : []),
      ].join(" · ")}
    >
      <Group gap="xs" wrap="nowrap">
        <MuteMenu rule={rule} words={words} />
        {mayEdit && (
          <>
            <Switch
              aria-label={say("settings.alerts.rule.enabled", { rule: words })}
              checked={rule.enabled}
              disabled={changing.isPending}
              onChange={(event) => toggle(event.currentTarget.checked)}
            />
            <RowDeeds name={words} onEdit={onEdit} onDelete={onDelete} />
          </>
        )}
      </Group>
    </Row>
  );
}

function MuteMenu({ rule, words }: { rule: Rule; words: string }) {
  const say = useWords();
  const mayOperate = useMay("operator");
  const muting = useMuteRule();
  const isQuiet = isMuted(rule);
  const mute = (length: MuteFor | null) =>
    muting.mutate(
      {
        params: { path: { id: rule.id } },
        body: { until: length ? muteUntil(length) : null },
      },
      { onSuccess: () => tell(say("settings.saved")), onError: tellFailure },
    );
  if (!mayOperate) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={say("settings.alerts.mute.of", { rule: words })}>
          {isQuiet ? <IconBellOff size={16} /> : <IconBell size={16} />}
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{say("settings.alerts.mute")}</Menu.Label>
        {MUTES.map((length) => (
          <Menu.Item key={length} onClick={() => mute(length)}>
            {say(`settings.alerts.mute.${length}`)}
          </Menu.Item>
        ))}
        {isQuiet && (
          <Menu.Item onClick={() => mute(null)}>{say("settings.alerts.unmute")}</Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

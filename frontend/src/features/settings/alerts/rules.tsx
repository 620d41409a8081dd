import { useQuery } from "@tanstack/react-query";
import { useWords } from "../../../i18n/words";
import { Ask } from "../../../ui/ask";
import { tell } from "../../../ui/notice";
import { KeptList } from "./kept-list";
import { ruleWords } from "./model";
import { type Rule, rulesQuery, useDeleteRule } from "./queries";
import { RuleDialog } from "./rule-dialog";
import { RuleRow } from "./rule-row";

/** The rules: what is watched for, and through which channels people hear of it. */
export function Rules() {
  const say = useWords();
  return (
    <KeptList
      words={{
        title: say("settings.alerts.rules"),
        help: say("settings.alerts.rules.help"),
        add: say("settings.alerts.rule.new"),
      }}
      things={useQuery(rulesQuery())}
      row={(rule, deeds) => <RuleRow rule={rule} {...deeds} />}
      dialog={(rule, onClose) => <RuleDialog rule={rule} onClose={onClose} />}
      deletion={(rule, onClose) => <DeleteRule rule={rule} onClose={onClose} />}
    />
  );
}

function DeleteRule({ rule, onClose }: { rule: Rule; onClose: () => void }) {
  const say = useWords();
  const deleting = useDeleteRule();
  const yes = () =>
    deleting.mutate(
      { params: { path: { id: rule.id } } },
      {
        onSuccess: () => {
          tell(say("settings.alerts.rule.deleted"));
          onClose();
        },
      },
    );
  return (
    <Ask
      title={say("settings.alerts.rule.delete.ask", { rule: ruleWords(rule, say) })}
      verb={say("ui.delete")}
      isPending={deleting.isPending}
      error={deleting.error}
      onYes={yes}
      onClose={onClose}
    >
      {say("settings.alerts.rule.delete.touches")}
    </Ask>
  );
}

import { Button, Stack } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMay } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import { Ask } from "../../../ui/ask";
import { Failed } from "../../../ui/failed";
import { LoadingRows } from "../../../ui/loading";
import { tell } from "../../../ui/notice";
import { Section } from "../section";
import { ruleWords } from "./model";
import { type Rule, rulesQuery, useDeleteRule } from "./queries";
import { RuleDialog } from "./rule-dialog";
import { RuleRow } from "./rule-row";

type Doing = { what: "new" } | { what: "edit" | "delete"; rule: Rule };

/** The rules: what is watched for, and through which channels people hear of it. */
export function Rules() {
  const say = useWords();
  const mayEdit = useMay("editor");
  const rules = useQuery(rulesQuery());
  const [doing, setDoing] = useState<Doing | null>(null);
  const stop = () => setDoing(null);
  return (
    <Section
      title={say("settings.alerts.rules")}
      help={say("settings.alerts.rules.help")}
      action={
        mayEdit && (
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => setDoing({ what: "new" })}
          >
            {say("settings.alerts.rule.new")}
          </Button>
        )
      }
    >
      {rules.isPending && <LoadingRows rows={3} height={48} />}
      {rules.error && <Failed error={rules.error} onRetry={rules.refetch} />}
      <Stack gap={0} component="ul" m={0} p={0}>
        {rules.data?.results.map((rule) => (
          <RuleRow
            key={rule.id}
            rule={rule}
            onEdit={() => setDoing({ what: "edit", rule })}
            onDelete={() => setDoing({ what: "delete", rule })}
          />
        ))}
      </Stack>
      {doing?.what === "new" && <RuleDialog rule={null} onClose={stop} />}
      {doing?.what === "edit" && <RuleDialog rule={doing.rule} onClose={stop} />}
      {doing?.what === "delete" && <DeleteRule rule={doing.rule} onClose={stop} />}
    </Section>
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

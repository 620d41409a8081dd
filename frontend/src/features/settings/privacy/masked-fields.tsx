import { ActionIcon, Code, Stack, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMay } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import { Failed } from "../../../ui/failed";
import { LoadingRows } from "../../../ui/loading";
import { tell, tellFailure } from "../../../ui/notice";
import { Row } from "../row";
import { Section } from "../section";
import { MaskTrial } from "./mask-trial";
import { NewRule } from "./new-rule";
import { settingsQuery, useMaskFields } from "./queries";

/** Which fields the journal writes ••• for; owners add and take away, and see what it would do. */
export function MaskedFields() {
  const say = useWords();
  const isOwner = useMay("owner");
  const settings = useQuery(settingsQuery());
  const masking = useMaskFields();
  const rules = settings.data?.masked_fields ?? [];
  const remove = (rule: string) =>
    masking.mutate(
      rules.filter((one) => one !== rule),
      {
        onError: tellFailure,
        onSuccess: () =>
          tell(say("settings.privacy.masks.removed", { rule }), () =>
            masking.mutate(rules, { onError: tellFailure }),
          ),
      },
    );
  return (
    <Section title={say("settings.privacy.masks")} help={say("settings.privacy.masks.help")}>
      <Stack gap="sm">
        <Text size="sm">{say("settings.privacy.masks.price")}</Text>
        {settings.isPending && <LoadingRows rows={2} height={44} />}
        {settings.error && <Failed error={settings.error} onRetry={settings.refetch} />}
        {settings.data && rules.length === 0 && (
          <Text size="sm" c="dimmed">
            {say("settings.privacy.masks.none")}
          </Text>
        )}
        {rules.length > 0 && (
          <Stack component="ul" gap={0} m={0} p={0}>
            {rules.map((rule) => (
              <Row key={rule} title={<Code>{rule}</Code>}>
                {isOwner && (
                  <ActionIcon
                    aria-label={say("settings.privacy.masks.remove", { rule })}
                    title={say("settings.privacy.masks.remove", { rule })}
                    disabled={masking.isPending}
                    onClick={() => remove(rule)}
                  >
                    <IconX size={16} />
                  </ActionIcon>
                )}
              </Row>
            ))}
          </Stack>
        )}
        {settings.data && isOwner && <NewRule rules={rules} />}
        {!isOwner && <Text size="sm">{say("settings.workspace.owners_only")}</Text>}
        {settings.data && isOwner && <MaskTrial rules={rules} />}
      </Stack>
    </Section>
  );
}

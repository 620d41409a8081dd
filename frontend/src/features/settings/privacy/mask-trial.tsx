import { Anchor, Button, Collapse, Group, JsonInput, Stack, Text } from "@mantine/core";
import { useDebouncedValue, useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useWords } from "../../../i18n/words";
import { Failed } from "../../../ui/failed";
import { JsonTree } from "../../../ui/json-tree/json-tree";
import { tell, tellFailure } from "../../../ui/notice";
import { parsed } from "./model";
import { latestEvent, trialQuery } from "./queries";

const EXAMPLE = {
  name: "Anna Petrova",
  phone: "+7 916 123-45-67",
  card: { number: "4111 1111 1111 1111" },
  comment: "Call 8 (916) 123-45-67",
};
const PAUSE_MS = 400;

/** Shows an event as the journal would keep it under the rules there are. */
export function MaskTrial({ rules }: { rules: string[] }) {
  const say = useWords();
  const id = useId();
  const [isOpen, fold] = useDisclosure();
  const [text, write] = useState(() => JSON.stringify(EXAMPLE, null, 2));
  const [settled] = useDebouncedValue(text, PAUSE_MS);
  const value = parsed(settled);
  const trial = useQuery({
    ...trialQuery(rules, value),
    enabled: isOpen && value !== undefined,
  });
  const taking = useMutation({
    mutationFn: latestEvent,
    onError: tellFailure,
    onSuccess: (event) =>
      event === null
        ? tell(say("settings.privacy.trial.none"))
        : write(JSON.stringify(event, null, 2)),
  });
  return (
    <Stack gap="xs">
      <Anchor
        component="button"
        type="button"
        size="sm"
        ta="start"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={fold.toggle}
      >
        {say("settings.privacy.trial")}
      </Anchor>
      <Collapse expanded={isOpen} id={id}>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {say("settings.privacy.trial.help")}
          </Text>
          <Group align="flex-start" gap="md">
            <Stack flex={1} miw={240} gap="xs">
              <JsonInput
                autosize
                minRows={6}
                maxRows={16}
                label={say("settings.privacy.trial.value")}
                error={value === undefined ? say("settings.privacy.trial.unreadable") : null}
                value={text}
                onChange={write}
              />
              <Group>
                <Button
                  size="xs"
                  variant="default"
                  loading={taking.isPending}
                  onClick={() => taking.mutate()}
                >
                  {say("settings.privacy.trial.latest")}
                </Button>
              </Group>
            </Stack>
            <Stack flex={1} miw={240} gap={4} aria-live="polite">
              <Text size="sm" fw={500}>
                {say("settings.privacy.trial.kept")}
              </Text>
              {trial.error && <Failed error={trial.error} onRetry={trial.refetch} />}
              {trial.data && (
                <JsonTree value={trial.data.value} label={say("settings.privacy.trial.kept")} />
              )}
              {trial.data && !trial.data.masked && (
                <Text size="sm" c="dimmed">
                  {say("settings.privacy.trial.untouched")}
                </Text>
              )}
            </Stack>
          </Group>
        </Stack>
      </Collapse>
    </Stack>
  );
}

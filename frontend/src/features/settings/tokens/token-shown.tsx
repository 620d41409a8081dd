import { Alert, Button, Code, Group, Stack, Text } from "@mantine/core";
import { useWords } from "../../../i18n/words";
import { Copy } from "../../../ui/copy";

/** The text of a token, which stands here and nowhere else. */
export function TokenShown({ token, onClose }: { token: string; onClose: () => void }) {
  const say = useWords();
  const call = `curl -H "Authorization: Bearer ${token}" ${location.origin}/api/v1/me`;
  return (
    <Stack>
      <Alert color="yellow">{say("settings.tokens.once")}</Alert>
      <Shown value={token} label={say("settings.tokens.copy")} />
      <Text size="sm">{say("settings.tokens.try")}</Text>
      <Shown value={call} label={say("settings.tokens.copy_call")} />
      <Group justify="flex-end">
        <Button onClick={onClose}>{say("settings.tokens.kept")}</Button>
      </Group>
    </Stack>
  );
}

function Shown({ value, label }: { value: string; label: string }) {
  return (
    <Group wrap="nowrap" gap="xs" align="flex-start">
      <Code block flex={1} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {value}
      </Code>
      <Copy value={value} label={label} />
    </Group>
  );
}

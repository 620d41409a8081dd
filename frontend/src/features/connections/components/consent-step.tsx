import { Alert, Button, Group, Loader, Stack, Text } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import { useWords } from "../../../i18n/words";
import { type Connection, loginWords } from "../model";
import type { Consent } from "./use-consent";
import { VerdictNote } from "./verdict-note";

interface Props {
  consent: Consent;
  service: string;
}

/** The way to a service's consent page: what will happen, waiting for it, and how it ended. */
export function ConsentStep({ consent, service }: Props) {
  const say = useWords();
  const { journey, code, connection, leave } = consent;
  const url = connection.authorize_url ?? "";
  const isAnother = code === "oauth_another_account";
  return (
    <Stack gap="sm">
      <Text size="sm">{say("connections.consent.explain", { service })}</Text>
      {journey === "away" && (
        <Group gap="sm" wrap="nowrap" role="status">
          <Loader size="sm" />
          <Text size="sm">{say("connections.consent.away", { service })}</Text>
        </Group>
      )}
      {journey === "closed" && (
        <Alert role="alert" color="yellow">
          <Text size="sm" fw={600}>
            {say("connections.consent.closed.title", { service })}
          </Text>
          <Text size="sm">{say("connections.consent.closed.help")}</Text>
        </Alert>
      )}
      {journey === "back" && code !== "login_works" && (
        <VerdictNote
          {...outcome(code, connection, say)}
          title={say("connections.consent.refused")}
        />
      )}
      <Group gap="sm">
        <Button
          leftSection={<IconExternalLink size={16} aria-hidden />}
          variant={journey === "away" ? "default" : "filled"}
          disabled={!url}
          onClick={() => leave(url)}
        >
          {say(journey === "home" ? "connections.consent.open" : "connections.consent.open_again", {
            service,
          })}
        </Button>
        {isAnother && (
          <Button variant="default" onClick={() => leave(`${url}?other_account=true`)}>
            {say("connections.consent.other_account")}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function outcome(code: string | null, connection: Connection, say: ReturnType<typeof useWords>) {
  const words = loginWords(code ?? "");
  const told = connection.problem;
  if (words) return { message: say(words), answer: null };
  return {
    message: told?.message ?? say("connections.login.other"),
    answer: told?.answer ?? null,
  };
}

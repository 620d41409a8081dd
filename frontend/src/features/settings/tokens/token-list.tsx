import { Badge, Button, Code, Group, Stack } from "@mantine/core";
import { useState } from "react";
import { useMe } from "../../../api/me";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { Ago } from "../../../ui/ago";
import { Ask } from "../../../ui/ask";
import { tell } from "../../../ui/notice";
import { rolesUpTo } from "../roles";
import { Row } from "../row";
import { type Token, useRevokeToken } from "./queries";

/** The tokens that work or have expired; what is revoked is gone at once. */
export function TokenList({ tokens }: { tokens: Token[] }) {
  const say = useWords();
  const [ending, setEnding] = useState<Token | null>(null);
  const revoking = useRevokeToken();
  const revoke = (token: Token) =>
    revoking.mutate(
      { params: { path: { id: token.id } } },
      {
        onSuccess: () => {
          tell(say("settings.tokens.revoked", { name: token.name }));
          setEnding(null);
        },
      },
    );
  return (
    <Stack gap={0} component="ul" m={0} p={0}>
      {tokens.map((token) => (
        <TokenRow key={token.id} token={token} onRevoke={() => setEnding(token)} />
      ))}
      {ending && (
        <Ask
          title={say("settings.tokens.revoke.ask", { name: ending.name })}
          verb={say("settings.tokens.revoke")}
          isPending={revoking.isPending}
          error={revoking.error}
          onYes={() => revoke(ending)}
          onClose={() => {
            revoking.reset();
            setEnding(null);
          }}
        >
          {say("settings.tokens.revoke.touches")}
        </Ask>
      )}
    </Stack>
  );
}

function TokenRow({ token, onRevoke }: { token: Token; onRevoke: () => void }) {
  const say = useWords();
  const format = useFormat();
  const { workspace } = useMe();
  const mayRevoke = workspace !== null && rolesUpTo(workspace.role).includes(token.role);
  const ends = token.expires_at ?? null;
  const isOver = ends !== null && new Date(ends) <= new Date();
  const until = ends
    ? say(isOver ? "settings.tokens.ended" : "settings.tokens.until", { day: format.day(ends) })
    : say("settings.tokens.forever");
  return (
    <Row
      title={
        <Group gap="xs">
          {token.name} <Code>{token.hint}…</Code>
          {isOver && (
            <Badge color="gray" variant="light" size="sm">
              {say("settings.tokens.over")}
            </Badge>
          )}
        </Group>
      }
      note={
        <>
          {say(`settings.role.${token.role}`)} · {until} ·{" "}
          {token.last_used_at ? (
            <>
              {say("settings.tokens.used")} <Ago at={token.last_used_at} />
            </>
          ) : (
            say("settings.tokens.never_used")
          )}
          {token.created_by ? ` · ${token.created_by}` : ""}
        </>
      }
    >
      <Button
        size="compact-sm"
        variant="default"
        disabled={!mayRevoke}
        title={mayRevoke ? undefined : say("settings.tokens.above")}
        aria-label={`${say("settings.tokens.revoke")}: ${token.name}`}
        onClick={onRevoke}
      >
        {say("settings.tokens.revoke")}
      </Button>
    </Row>
  );
}

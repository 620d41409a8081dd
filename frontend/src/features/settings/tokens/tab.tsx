import { Button, Code, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMay } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import { Empty } from "../../../ui/empty";
import { Failed } from "../../../ui/failed";
import { LoadingRows } from "../../../ui/loading";
import { Section } from "../section";
import { NewTokenDialog } from "./new-token-dialog";
import { tokensQuery } from "./queries";
import { TokenList } from "./token-list";

/** The tokens programs call the API with; of no use to those who may not even see them. */
export function TokensTab() {
  const say = useWords();
  if (useMay("editor")) return <Tokens />;
  return <Section title={say("settings.tokens")} help={say("settings.tokens.for_editors")} />;
}

function Tokens() {
  const say = useWords();
  const tokens = useQuery(tokensQuery());
  const [isMaking, making] = useDisclosure();
  return (
    <Section
      title={say("settings.tokens")}
      help={say("settings.tokens.help")}
      action={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={making.open}>
          {say("settings.tokens.new")}
        </Button>
      }
    >
      <Stack gap="sm">
        {tokens.isPending && <LoadingRows rows={3} height={48} />}
        {tokens.error && <Failed error={tokens.error} onRetry={tokens.refetch} />}
        {tokens.data?.results.length === 0 && (
          <Empty
            title={say("settings.tokens.empty")}
            help={say("settings.tokens.empty.help")}
            action={<Code>{"Authorization: Bearer …"}</Code>}
          />
        )}
        {tokens.data && <TokenList tokens={tokens.data.results} />}
      </Stack>
      {isMaking && <NewTokenDialog onClose={making.close} />}
    </Section>
  );
}

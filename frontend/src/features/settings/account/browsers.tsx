import { Badge, Button, Group, Stack } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Browser, browsers, signBrowsersOut } from "../../../api/security";
import { useWords } from "../../../i18n/words";
import { Ago } from "../../../ui/ago";
import { Failed } from "../../../ui/failed";
import { LoadingRows } from "../../../ui/loading";
import { tell, tellFailure } from "../../../ui/notice";
import { Row } from "../row";
import { Section } from "../section";
import { agentName } from "./agents";
import { browsersKey } from "./keys";

/** Where one is signed in, and the way to end what one does not know. */
export function Browsers() {
  const say = useWords();
  const cache = useQueryClient();
  const all = useQuery({ queryKey: browsersKey, queryFn: browsers });
  const ending = useMutation({
    mutationFn: signBrowsersOut,
    onSuccess: () => tell(say("settings.browsers.ended")),
    onError: tellFailure,
    onSettled: () => cache.invalidateQueries({ queryKey: browsersKey }),
  });
  const others = (all.data ?? []).filter(({ isThis }) => !isThis);
  return (
    <Section
      title={say("settings.browsers")}
      help={say("settings.browsers.help")}
      action={
        others.length > 0 && (
          <Button
            variant="default"
            loading={ending.isPending}
            onClick={() => ending.mutate(others.map(({ id }) => id))}
          >
            {say("settings.browsers.end_others")}
          </Button>
        )
      }
    >
      {all.isPending && <LoadingRows rows={2} height={44} />}
      {all.error && <Failed error={all.error} onRetry={all.refetch} />}
      <Stack gap={0} component="ul" m={0} p={0}>
        {all.data?.map((one) => (
          <BrowserRow key={one.id} browser={one} onEnd={() => ending.mutate([one.id])} />
        ))}
      </Stack>
    </Section>
  );
}

function BrowserRow({ browser, onEnd }: { browser: Browser; onEnd: () => void }) {
  const say = useWords();
  const name = agentName(browser.agent);
  return (
    <Row
      title={
        <Group gap="xs">
          {name}
          {browser.isThis && (
            <Badge variant="light" size="sm">
              {say("settings.browsers.this")}
            </Badge>
          )}
        </Group>
      }
      note={
        <>
          {browser.address} · {say("settings.browsers.since")}{" "}
          <Ago at={browser.since.toISOString()} />
        </>
      }
    >
      {!browser.isThis && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={onEnd}
          aria-label={`${say("settings.browsers.end")}: ${name}, ${browser.address}`}
        >
          {say("settings.browsers.end")}
        </Button>
      )}
    </Row>
  );
}

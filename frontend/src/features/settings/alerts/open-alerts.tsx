import { Button, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMay } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import { Ago } from "../../../ui/ago";
import { Failed } from "../../../ui/failed";
import { LoadingRows } from "../../../ui/loading";
import { tellFailure } from "../../../ui/notice";
import { TextLink } from "../../../ui/text-link";
import { Row } from "../row";
import { Section } from "../section";
import { type Alert, openAlertsQuery, useAcknowledge } from "./queries";

/** What the rules have found and is not over yet. */
export function OpenAlerts() {
  const say = useWords();
  const alerts = useQuery(openAlertsQuery());
  return (
    <Section title={say("settings.alerts.open")}>
      {alerts.isPending && <LoadingRows rows={2} height={48} />}
      {alerts.error && <Failed error={alerts.error} onRetry={alerts.refetch} />}
      {alerts.data?.results.length === 0 && (
        <Text size="sm">{say("settings.alerts.open.none")}</Text>
      )}
      <Stack gap={0} component="ul" m={0} p={0}>
        {alerts.data?.results.map((alert) => (
          <AlertRow key={alert.id} alert={alert} />
        ))}
      </Stack>
    </Section>
  );
}

function AlertRow({ alert }: { alert: Alert }) {
  const say = useWords();
  const mayOperate = useMay("operator");
  const acknowledging = useAcknowledge();
  const acknowledge = () =>
    acknowledging.mutate({ params: { path: { id: alert.id } } }, { onError: tellFailure });
  return (
    <Row
      title={<Subject alert={alert} />}
      note={
        <>
          {alert.message} <Ago at={alert.opened_at} />
        </>
      }
    >
      {alert.acknowledged_at ? (
        <Text size="xs">{say("settings.alerts.seen", { who: alert.acknowledged_by })}</Text>
      ) : (
        mayOperate && (
          <Button
            size="compact-sm"
            variant="default"
            loading={acknowledging.isPending}
            onClick={acknowledge}
          >
            {say("settings.alerts.acknowledge")}
          </Button>
        )
      )}
    </Row>
  );
}

function Subject({ alert }: { alert: Alert }) {
  if (alert.bundle)
    return (
      <TextLink to="/bundles/$id" params={{ id: alert.bundle }}>
        {alert.title}
      </TextLink>
    );
  if (alert.connection)
    return (
      <TextLink to="/connections" search={{ connection: alert.connection }}>
        {alert.title}
      </TextLink>
    );
  return alert.title;
}

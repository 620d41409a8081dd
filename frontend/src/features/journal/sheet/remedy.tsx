import { Alert, Button, Code, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Key, useWords } from "../../../i18n/words";
import { useDoors } from "../../../ui/doors";
import { legible } from "../../../ui/legible";
import { tell } from "../../../ui/notice";
import { lastWord } from "../model";
import { type FullRow, rowQuery, type StepRow } from "../queries";
import type { StepTitle } from "../titles";
import classes from "./remedy.module.css";

const REMEDIES: Record<string, Key> = {
  retry: "journal.remedy.retry",
  reconnect: "journal.remedy.reconnect",
  fix: "journal.remedy.fix",
  stop: "journal.remedy.stop",
  decide: "journal.remedy.decide",
  bug: "journal.remedy.bug",
};

interface Props {
  row: FullRow;
  titleOf: (step: StepRow) => StepTitle;
}

/** What went wrong, what the service said, and what to do about it. */
export function Remedy({ row, titleOf }: Props) {
  const say = useWords();
  const cache = useQueryClient();
  const doors = useDoors();
  const step = lastWord(row.steps);
  const connection = step ? titleOf(step).connection : null;
  const { error } = row;
  if (!error) return null;
  const { answer, http_status: status, said } = error.params;
  const isAlert = row.mode === "alert";
  // What one does about a run says nothing about an alert.
  const advice = isAlert ? undefined : REMEDIES[error.remedy ?? ""];

  const signInAgain = async (id: string) => {
    if (!(await doors.reconnect(id))) return;
    tell(say("journal.remedy.reconnected"));
    await cache.invalidateQueries(rowQuery(row.id));
  };

  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={error.message}>
      <Stack gap="xs">
        {advice && <Text size="sm">{say(advice)}</Text>}
        {error.remedy === "fix" &&
          answer === undefined &&
          said !== undefined &&
          said !== error.message && (
            <Text size="sm">{say("journal.remedy.said", { said: String(said) })}</Text>
          )}
        {answer !== undefined && (
          <Stack gap={2}>
            <Text size="xs" fw={600}>
              {status
                ? say("journal.answer.with_status", { status: String(status) })
                : say("journal.answer.title")}
            </Text>
            <Code block mah={180} className={classes.answer}>
              {typeof answer === "string" ? legible(answer) : JSON.stringify(answer, null, 2)}
            </Code>
          </Stack>
        )}
        <Group gap="xs">
          {error.remedy === "reconnect" && connection && (
            <Button size="xs" onClick={() => signInAgain(connection)}>
              {say("journal.remedy.do.reconnect")}
            </Button>
          )}
          {isAlert && (
            <Button
              size="xs"
              variant="default"
              renderRoot={(props) => <Link to="/settings/alerts" {...props} />}
            >
              {say("journal.remedy.do.alerts")}
            </Button>
          )}
          {row.bundle && error.remedy === "fix" && (
            <Button
              size="xs"
              variant="default"
              renderRoot={(props) => (
                <Link
                  to="/bundles/$id"
                  params={{ id: row.bundle ?? "" }}
                  search={{ step: step?.id ?? undefined, field: fieldOf(error.params) }}
                  {...props}
                />
              )}
            >
              {say("journal.remedy.do.fix")}
            </Button>
          )}
        </Group>
      </Stack>
    </Alert>
  );
}

/** Return the path of the field that the service or the mapping complained about. */
function fieldOf({ at, field }: Record<string, unknown>): string | undefined {
  if (typeof at === "string" && at) return at.replace(/^\//, "");
  return typeof field === "string" && field ? `fields/${field}` : undefined;
}

import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { Ago } from "../../../ui/ago";
import { TextLink } from "../../../ui/text-link";
import type { Row } from "../model";
import { useAsk } from "../questions";
import classes from "./rows.module.css";

/** How a bundle does today, in one line. */
export function RowFacts({ row, groupName }: { row: Row; groupName: string | null }) {
  const say = useWords();
  const format = useFormat();
  const ask = useAsk();
  return (
    <Text component="div" size="xs" c="dimmed" className={classes.facts}>
      {groupName && row.group && (
        <Link
          from="/bundles"
          to="/bundles"
          search={(now) => ({ ...now, group: row.group ?? undefined })}
          className={classes.quiet}
        >
          {groupName}
        </Link>
      )}
      {row.last_run_at && (
        <span title={say("bundles.today.help")}>
          {say("bundles.today", { count: row.transactions_today })}
        </span>
      )}
      {row.errors_today > 0 && (
        <TextLink
          to="/journal"
          search={{ bundle: row.id, events: "errors", period: "today" }}
          size="xs"
          className={classes.errors}
        >
          {say("bundles.errors", { count: row.errors_today })}
        </TextLink>
      )}
      {row.last_run_at ? <Ago at={row.last_run_at} /> : <span>{say("bundles.never")}</span>}
      {row.waiting.count > 0 && (
        <Anchor component="button" size="xs" onClick={() => ask({ what: "waiting", row })}>
          {say("bundles.waiting", { count: row.waiting.count })}
        </Anchor>
      )}
      {row.is_confidential && (
        <span title={say("bundles.confidential.badge_help")}>
          {say("bundles.confidential.badge")}
        </span>
      )}
      {row.run_until && row.status !== "deleted" && (
        <span title={format.exact(row.run_until)}>
          {say("bundles.until", { when: format.ago(row.run_until) })}
        </span>
      )}
    </Text>
  );
}

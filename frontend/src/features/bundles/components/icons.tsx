import { Text } from "@mantine/core";
import { IconClock, IconHandClick } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { useFormat } from "../../../i18n/format";
import { ConnectorIcon } from "../../../ui/connector-icon";
import { iconsOf, type Row } from "../model";
import { connectorsQuery } from "../queries";
import classes from "./rows.module.css";

const MOST = 4;
const SIZE = 22;
const STARTERS: Partial<Record<Row["trigger"]["kind"], typeof IconClock>> = {
  schedule: IconClock,
  manual: IconHandClick,
};

/** The services of a bundle in order, from what starts it to what it does. */
export function Icons({ row, className }: { row: Row; className?: string }) {
  const format = useFormat();
  const { data } = useQuery(connectorsQuery());
  const nameOf = (slug: string) => data?.results.find((one) => one.slug === slug)?.name ?? slug;
  const { shown, more } = iconsOf(row, MOST);
  const { kind, connector } = row.trigger;
  const Starter = connector === null ? STARTERS[kind] : undefined;
  return (
    <span
      className={`${classes.strip} ${className ?? ""}`}
      title={format.list(row.connectors.map(nameOf))}
    >
      {Starter && <Starter size={18} aria-hidden />}
      {shown.map((slug, at) => (
        <Fragment key={slug}>
          {(at > 0 || Starter) && <span className={classes.arrow} aria-hidden />}
          <ConnectorIcon slug={slug} name={nameOf(slug)} size={SIZE} />
        </Fragment>
      ))}
      {more > 0 && (
        <Text component="span" size="xs" c="dimmed">
          +{more}
        </Text>
      )}
    </span>
  );
}

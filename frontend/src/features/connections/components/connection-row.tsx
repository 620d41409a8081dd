import { Button, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useMay } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import { ConnectorIcon } from "../../../ui/connector-icon";
import { aboutOf, type Connection } from "../model";
import classes from "./connection-row.module.css";
import { DeedsMenu } from "./deeds-menu";
import { Health } from "./health";
import { useTest } from "./use-deeds";
import { Uses } from "./uses";

interface Props {
  connection: Connection;
  service: string;
  isIll: boolean;
  onReconnect: (id: string) => void;
  onDelete: (connection: Connection) => void;
}

/** One connection of the list: whose it is, how it is, who uses it, what to do. */
export function ConnectionRow({ connection, service, isIll, onReconnect, onDelete }: Props) {
  const say = useWords();
  return (
    <li className={classes.row}>
      <ConnectorIcon slug={connection.connector} name="" size={36} />
      <div className={classes.what}>
        <Link
          from="/connections"
          to="/connections"
          search={(now) => ({ ...now, connection: connection.id, login: undefined })}
          className={classes.name}
        >
          {connection.name}
        </Link>
        <Text size="sm" truncate opacity={0.85}>
          {aboutOf(service, say(`connections.kind.${connection.kind}`), connection)}
        </Text>
      </div>
      <div className={classes.health}>
        <Health connection={connection} isIll={isIll} />
      </div>
      <div className={classes.uses}>
        <Uses uses={connection.used_by} />
      </div>
      <Group gap={4} wrap="nowrap" className={classes.deeds}>
        <FirstDeed connection={connection} onReconnect={onReconnect} />
        <DeedsMenu connection={connection} onReconnect={onReconnect} onDelete={onDelete} />
      </Group>
    </li>
  );
}

function FirstDeed({ connection, onReconnect }: Pick<Props, "connection" | "onReconnect">) {
  const say = useWords();
  const mayOperate = useMay("operator");
  const mayEdit = useMay("editor");
  const { isPending, test } = useTest(connection);
  if (connection.status === "needs_login" && mayEdit) {
    return (
      <Button size="compact-sm" onClick={() => onReconnect(connection.id)}>
        {say("connections.reconnect.deed")}
      </Button>
    );
  }
  if (!mayOperate || connection.kind === "webhook") return null;
  return (
    <Button size="compact-sm" variant="default" loading={isPending} onClick={test}>
      {say("connections.test")}
    </Button>
  );
}

import { Drawer, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useWords } from "../../../i18n/words";
import { ConnectorIcon } from "../../../ui/connector-icon";
import { Failed } from "../../../ui/failed";
import { LoadingRows } from "../../../ui/loading";
import type { Connection } from "../model";
import { connectionQuery, connectorQuery } from "../queries";
import classes from "./panel.module.css";
import { PanelBody } from "./panel-body";
import { Rename } from "./rename";

interface Props {
  id: string;
  onClose: () => void;
  onReconnect: (id: string) => void;
  onDelete: (connection: Connection) => void;
}

/** All about one connection, beside the list. */
export function Panel({ id, onClose, onReconnect, onDelete }: Props) {
  const say = useWords();
  const { data: connection, error, refetch } = useQuery(connectionQuery(id));
  const { data: connector } = useQuery({
    ...connectorQuery(connection?.connector ?? ""),
    enabled: connection !== undefined,
  });
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={520}
      closeButtonProps={{ "aria-label": say("ui.close") }}
      classNames={{ title: classes.title, body: classes.body }}
      title={
        connection && (
          <Group gap="sm" wrap="nowrap">
            <ConnectorIcon slug={connection.connector} name="" size={32} />
            <Rename connection={connection} />
          </Group>
        )
      }
    >
      {error && <Failed error={error} onRetry={refetch} />}
      {!error && !(connection && connector) && <LoadingRows rows={4} height={90} />}
      {connection && connector && (
        <PanelBody
          connection={connection}
          connector={connector}
          onReconnect={onReconnect}
          onDelete={onDelete}
        />
      )}
    </Drawer>
  );
}

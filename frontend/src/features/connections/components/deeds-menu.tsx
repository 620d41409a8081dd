import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconKey, IconPlugConnected, IconRefresh, IconTrash } from "@tabler/icons-react";
import { useMay } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import type { Connection } from "../model";
import { useRefresh, useTest } from "./use-deeds";

interface Props {
  connection: Connection;
  onReconnect: (id: string) => void;
  onDelete: (connection: Connection) => void;
}

/** Everything one can do with a connection; what one may not do is not there. */
export function DeedsMenu({ connection, onReconnect, onDelete }: Props) {
  const say = useWords();
  const mayOperate = useMay("operator");
  const mayEdit = useMay("editor");
  const { test } = useTest(connection);
  const { refresh } = useRefresh(connection);
  if (!mayEdit && (!mayOperate || connection.kind === "webhook")) return null;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon aria-label={say("connections.deeds", { name: connection.name })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {connection.kind !== "webhook" && (
          <>
            <Menu.Item leftSection={<IconPlugConnected size={16} />} onClick={test}>
              {say("connections.test")}
            </Menu.Item>
            <Menu.Item leftSection={<IconRefresh size={16} />} onClick={refresh}>
              {say("connections.refresh")}
            </Menu.Item>
          </>
        )}
        {mayEdit && (
          <Menu.Item leftSection={<IconKey size={16} />} onClick={() => onReconnect(connection.id)}>
            {say(reconnectWords(connection))}
          </Menu.Item>
        )}
        {mayEdit && (
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={16} />}
            onClick={() => onDelete(connection)}
          >
            {say("connections.delete.deed")}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function reconnectWords({ kind }: Connection) {
  return kind === "webhook" ? "connections.reconnect.secret" : "connections.reconnect.deed";
}

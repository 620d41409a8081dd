import { Button, Group } from "@mantine/core";
import { IconFilterOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useWords } from "../../../i18n/words";
import { Empty } from "../../../ui/empty";
import { Failed } from "../../../ui/failed";
import { LoadingRows } from "../../../ui/loading";
import type { Connection } from "../model";
import { ailingQuery, type useConnections } from "../queries";
import { ConnectionRow } from "./connection-row";
import classes from "./connection-row.module.css";

interface Props {
  list: ReturnType<typeof useConnections>;
  services: { value: string; label: string }[];
  onReconnect: (id: string) => void;
  onDelete: (connection: Connection) => void;
  onClear: () => void;
}

/** The rows of connections, or what is instead of them. */
export function ConnectionList({ list, services, onReconnect, onDelete, onClear }: Props) {
  const say = useWords();
  const { data: ailing } = useQuery(ailingQuery());
  const ill = new Set(ailing?.results.map((one) => one.connection));
  const names = new Map(services.map(({ value, label }) => [value, label]));
  if (list.error && !list.data) return <Failed error={list.error} onRetry={list.refetch} />;
  if (!list.data) return <LoadingRows rows={5} height={66} />;
  if (list.data.length === 0) {
    return (
      <Empty
        title={say("connections.none.title")}
        help={say("connections.none.help")}
        icon={<IconFilterOff size={36} stroke={1.5} aria-hidden />}
        action={
          <Button variant="default" onClick={onClear}>
            {say("connections.none.clear")}
          </Button>
        }
      />
    );
  }
  return (
    <>
      <ul className={classes.list}>
        {list.data.map((connection) => (
          <ConnectionRow
            key={connection.id}
            connection={connection}
            service={names.get(connection.connector) ?? connection.connector}
            isIll={ill.has(connection.id)}
            onReconnect={onReconnect}
            onDelete={onDelete}
          />
        ))}
      </ul>
      {list.hasNextPage && (
        <Group justify="center">
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => list.fetchNextPage()}
          >
            {say("connections.more")}
          </Button>
        </Group>
      )}
    </>
  );
}

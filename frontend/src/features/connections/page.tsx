import { Button } from "@mantine/core";
import { IconPlugConnected, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useMay } from "../../api/me";
import { useWords } from "../../i18n/words";
import { Empty } from "../../ui/empty";
import { Page } from "../../ui/page";
import { AddConnectionDialog } from "./add-dialog";
import { ConnectionList } from "./components/connection-list";
import { DeleteDialog } from "./components/delete-dialog";
import { Filters } from "./components/filters";
import { LoginReturn } from "./components/login-return";
import { Panel } from "./components/panel";
import type { Connection } from "./model";
import { connectorsQuery, useConnections } from "./queries";
import { ReconnectDialog } from "./reconnect-dialog";
import type { ConnectionsSearch } from "./search";

const route = getRouteApi("/shell/connections");

/** The signed-in accounts of services: how they are, who uses them, and how to get more. */
export function ConnectionsPage() {
  const say = useWords();
  const mayEdit = useMay("editor");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [isAdding, add] = useState(false);
  const [reconnecting, reconnect] = useState<string | null>(null);
  const [leaving, leave] = useState<Connection | null>(null);
  const { data: connectors } = useQuery(connectorsQuery());
  const list = useConnections(search);
  const services = (connectors?.results ?? []).map(({ slug, name }) => ({
    value: slug,
    label: name,
  }));
  const isFiltered = Boolean(search.search || search.connector || search.status);
  const isHollow = list.data?.length === 0 && !isFiltered;

  const go = (change: Partial<ConnectionsSearch>) =>
    navigate({ search: (now) => ({ ...now, ...change }), replace: !("connection" in change) });
  const newButton = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => add(true)}>
      {say("connections.add.deed")}
    </Button>
  );

  return (
    <Page title={say("connections.title")} actions={mayEdit && !isHollow && newButton}>
      {search.login && (
        <LoginReturn
          code={search.login}
          connection={search.connection}
          onClose={() => go({ login: undefined })}
          onReconnect={reconnect}
        />
      )}
      {!isHollow && <Filters search={search} services={services} onChange={go} />}
      {isHollow ? (
        <Empty
          title={say("connections.empty.title")}
          help={say(mayEdit ? "connections.empty.help" : "connections.empty.help_viewer")}
          icon={<IconPlugConnected size={40} stroke={1.5} aria-hidden />}
          action={mayEdit && newButton}
        />
      ) : (
        <ConnectionList
          list={list}
          services={services}
          onReconnect={reconnect}
          onDelete={leave}
          onClear={() => go({ search: undefined, connector: undefined, status: undefined })}
        />
      )}
      {search.connection && !search.login && (
        <Panel
          key={search.connection}
          id={search.connection}
          onClose={() => go({ connection: undefined })}
          onReconnect={reconnect}
          onDelete={leave}
        />
      )}
      {isAdding && (
        <AddConnectionDialog
          onDone={(id) => {
            add(false);
            if (id) void go({ connection: id });
          }}
        />
      )}
      {reconnecting && (
        <ReconnectDialog
          connection={reconnecting}
          onDone={(done) => {
            reconnect(null);
            if (done) void go({ login: undefined });
          }}
        />
      )}
      {leaving && (
        <DeleteDialog
          connection={leaving}
          onDone={(isGone) => {
            leave(null);
            if (isGone) void go({ connection: undefined });
          }}
        />
      )}
    </Page>
  );
}

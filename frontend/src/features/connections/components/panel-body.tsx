import { Button, Stack, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useMay } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import { type Connection, type Connector, calls, hears } from "../model";
import { HookSection } from "./hook-section";
import { LimitsForm } from "./limits-form";
import { PanelHealth } from "./panel-health";
import { PanelPart } from "./panel-part";
import { SettingsForm } from "./settings-form";
import { UsesList } from "./uses-list";
import { Waiting } from "./waiting";

interface Props {
  connection: Connection;
  connector: Connector;
  onReconnect: (id: string) => void;
  onDelete: (connection: Connection) => void;
}

/** The parts of a connection's panel: health first, what cannot be undone last. */
export function PanelBody({ connection, connector, onReconnect, onDelete }: Props) {
  const say = useWords();
  const mayEdit = useMay("editor");
  const uses = connection.used_by;
  return (
    <Stack gap="md">
      <PanelHealth connection={connection} connector={connector} onReconnect={onReconnect} />
      <Waiting connection={connection.id} onReconnect={onReconnect} />
      {hears(connector) && (
        <PanelPart title={say("connections.hook.title")}>
          <HookSection connection={connection} connector={connector} canBuild />
        </PanelPart>
      )}
      <PanelPart title={say("connections.used_by", { count: uses.length })}>
        {uses.length > 0 ? (
          <UsesList uses={uses} />
        ) : (
          <Text size="sm">{say("connections.unused")}</Text>
        )}
      </PanelPart>
      <SettingsForm key={connection.updated_at} connection={connection} connector={connector} />
      {calls(connector) && (
        <LimitsForm key={`limits ${connection.updated_at}`} connection={connection} />
      )}
      {mayEdit && (
        <PanelPart title={say("connections.delete.section")}>
          <Button
            size="xs"
            variant="light"
            color="red"
            leftSection={<IconTrash size={14} aria-hidden />}
            onClick={() => onDelete(connection)}
          >
            {say("connections.delete.deed")}
          </Button>
        </PanelPart>
      )}
    </Stack>
  );
}

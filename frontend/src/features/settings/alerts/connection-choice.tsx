import { Button, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useWords } from "../../../i18n/words";
import { useDoors } from "../../../ui/doors";
import { connectionsOfQuery } from "./queries";

interface Props {
  connector: string;
  chosen: [value: string | null, keep: (value: string | null) => void];
  error: string | undefined;
}

/** A connection of one service, or a new one made right here. */
export function ConnectionChoice({ connector, chosen, error }: Props) {
  const say = useWords();
  const doors = useDoors();
  const [connection, choose] = chosen;
  const connections = useQuery(connectionsOfQuery(connector));
  const add = async () => {
    const made = await doors.addConnection(connector);
    if (!made) return;
    await connections.refetch();
    choose(made);
  };
  return (
    <>
      <Select
        flex={1}
        allowDeselect={false}
        label={say("settings.alerts.connection")}
        placeholder={say("settings.alerts.connection.choose")}
        nothingFoundMessage={say("settings.nothing_found")}
        data={(connections.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={connection}
        onChange={choose}
        error={error}
      />
      <Button variant="default" onClick={add}>
        {say("settings.alerts.connection.add")}
      </Button>
    </>
  );
}

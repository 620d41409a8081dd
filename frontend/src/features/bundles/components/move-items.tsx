import { Menu } from "@mantine/core";
import { IconCheck, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useWords } from "../../../i18n/words";
import { groupsQuery } from "../queries";

interface Props {
  /** Where the bundle is; undefined for several bundles. */
  group?: string | null;
  onMove: (group: string | null, name: string) => void;
  onNew: () => void;
}

/** The groups one can move bundles to, and a new one. */
export function MoveItems({ group, onMove, onNew }: Props) {
  const say = useWords();
  const { data } = useQuery(groupsQuery());
  const places = [
    ...(data?.results ?? []).map(({ id, name }) => ({ id, name })),
    { id: null, name: say("bundles.group.none") },
  ];
  return (
    <>
      {places.map(({ id, name }) => (
        <Menu.Item
          key={id ?? "none"}
          disabled={id === group}
          rightSection={id === group ? <IconCheck size={14} aria-hidden /> : null}
          onClick={() => onMove(id, name)}
        >
          {name}
        </Menu.Item>
      ))}
      <Menu.Divider />
      <Menu.Item leftSection={<IconPlus size={14} aria-hidden />} onClick={onNew}>
        {say("bundles.group.new")}
      </Menu.Item>
    </>
  );
}

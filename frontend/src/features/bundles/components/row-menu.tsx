import { ActionIcon } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { lazy } from "react";
import { useMay } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import { OnDemand } from "../../../ui/on-demand";
import type { Row } from "../model";
import type { Deeds } from "../use-deeds";

const Opened = lazy(async () => ({ default: (await import("./row-menu-opened")).RowMenuOpened }));

interface Props {
  row: Row;
  deeds: Deeds;
  onRename: () => void;
}

/** The door to the less frequent things to do with a bundle. */
export function RowMenu(props: Props) {
  const say = useWords();
  const mayEdit = useMay("editor");
  const { row } = props;
  if (!mayEdit && row.status !== "running") return null;
  return (
    <OnDemand
      menu={(target) => <Opened {...props}>{target}</Opened>}
      target={(open) => (
        <ActionIcon
          aria-haspopup="menu"
          aria-label={say("bundles.more", { name: row.name })}
          onClick={open}
        >
          <IconDots size={17} />
        </ActionIcon>
      )}
    />
  );
}

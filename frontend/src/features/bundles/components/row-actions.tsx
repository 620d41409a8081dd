import { ActionIcon, Button } from "@mantine/core";
import {
  IconActivity,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconRestore,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useMay } from "../../../api/me";
import { type Key, useWords } from "../../../i18n/words";
import { canStart, isMoving, type Row } from "../model";
import type { Deeds } from "../use-deeds";
import { RowMenu } from "./row-menu";
import classes from "./rows.module.css";

interface Props {
  row: Row;
  deeds: Deeds;
  onRename: () => void;
}

const SIZE = 17;

/** What one does with a bundle: start or pause, open, read its journal, and the rest in a menu. */
export function RowActions({ row, deeds, onRename }: Props) {
  const say = useWords();
  const mayOperate = useMay("operator");
  const mayEdit = useMay("editor");
  const { name } = row;

  if (row.status === "deleted") {
    return (
      <span className={classes.actions}>
        {mayEdit && (
          <Button
            size="compact-sm"
            variant="default"
            loading={deeds.isActing}
            leftSection={<IconRestore size={SIZE} aria-hidden />}
            aria-label={say("bundles.do.restore_one", { name })}
            onClick={deeds.restore}
          >
            {say("bundles.do.restore")}
          </Button>
        )}
      </span>
    );
  }

  return (
    <span className={classes.actions}>
      {mayOperate && canStart(row) && (
        <Deed words="bundles.do.start" name={name} isActing={deeds.isActing} onClick={deeds.start}>
          <IconPlayerPlay size={SIZE} />
        </Deed>
      )}
      {mayOperate && isMoving(row) && (
        <Deed words="bundles.do.pause" name={name} isActing={deeds.isActing} onClick={deeds.pause}>
          <IconPlayerPause size={SIZE} />
        </Deed>
      )}
      <ActionIcon
        aria-label={`${say(mayEdit ? "bundles.do.open" : "bundles.do.look")}: ${name}`}
        title={say(mayEdit ? "bundles.do.open" : "bundles.do.look")}
        renderRoot={(props) => <Link to="/bundles/$id" params={{ id: row.id }} {...props} />}
      >
        <IconPencil size={SIZE} />
      </ActionIcon>
      <ActionIcon
        aria-label={`${say("bundles.do.journal")}: ${name}`}
        title={say("bundles.do.journal")}
        renderRoot={(props) => <Link to="/journal" search={{ bundle: row.id }} {...props} />}
      >
        <IconActivity size={SIZE} />
      </ActionIcon>
      {mayOperate && <RowMenu row={row} deeds={deeds} onRename={onRename} />}
    </span>
  );
}

interface DeedProps {
  words: Key;
  name: string;
  isActing: boolean;
  onClick: () => void;
  children: ReactNode;
}

function Deed({ words, name, isActing, onClick, children }: DeedProps) {
  const say = useWords();
  return (
    <ActionIcon
      title={say(words)}
      aria-label={`${say(words)}: ${name}`}
      loading={isActing}
      onClick={onClick}
    >
      {children}
    </ActionIcon>
  );
}

import { Badge, Group } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useWords } from "../../../i18n/words";
import type { Row } from "../model";
import classes from "./rows.module.css";

interface Props {
  row: Row;
  /** Undefined where one may not rename. */
  onRename?: () => void;
}

/** A bundle's name, which leads to the builder, and whether what is drawn there runs. */
export function Name({ row, onRename }: Props) {
  const say = useWords();
  return (
    <Group gap={8} wrap="nowrap" miw={0}>
      <Link
        to="/bundles/$id"
        params={{ id: row.id }}
        className={classes.name}
        data-row={row.id}
        onKeyDown={(event) => {
          if (event.key === "F2" && row.status !== "deleted") onRename?.();
        }}
      >
        {row.name}
      </Link>
      {row.version === null && (
        <Badge size="xs" variant="default" tt="none" className={classes.mark}>
          {say("bundles.mark.draft")}
        </Badge>
      )}
      {row.version !== null && row.changed && (
        <Badge size="xs" variant="default" tt="none" className={classes.mark}>
          {say("bundles.mark.changed")}
        </Badge>
      )}
    </Group>
  );
}

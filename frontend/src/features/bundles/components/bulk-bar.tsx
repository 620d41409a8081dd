import { Button, Group, Paper, Progress, Text } from "@mantine/core";
import { useMay } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import type { Row } from "../model";
import { useAsk } from "../questions";
import { useBulk } from "../use-bulk";
import classes from "./bulk-bar.module.css";

interface Props {
  rows: readonly Row[];
  /** How many rows are on the screen's list. */
  shown: number;
  onSelectAll: () => void;
  onClear: () => void;
}

/** What one does with all chosen bundles. */
export function BulkBar({ rows, shown, onSelectAll, onClear }: Props) {
  const say = useWords();
  const ask = useAsk();
  const mayEdit = useMay("editor");
  const { run, progress } = useBulk(rows, onClear);
  const count = rows.length;
  const isTrash = rows.every(({ status }) => status === "deleted");
  const isBusy = progress !== null;
  return (
    <Paper
      className={classes.bar}
      withBorder
      shadow="md"
      p="xs"
      role="region"
      aria-label={say("bundles.bulk")}
    >
      <Group gap="xs">
        <Text size="sm" fw={500} aria-live="polite" mr="xs">
          {isBusy
            ? say("bundles.bulk.progress", { done: progress, count })
            : say("bundles.bulk.count", { count })}
        </Text>
        {!isTrash && (
          <>
            <Deed words={say("bundles.do.start")} disabled={isBusy} onClick={() => run("start")} />
            <Deed words={say("bundles.do.pause")} disabled={isBusy} onClick={() => run("pause")} />
          </>
        )}
        {mayEdit && !isTrash && (
          <>
            <Deed
              words={say("bundles.do.move")}
              disabled={isBusy}
              onClick={() => ask({ what: "move", rows })}
            />
            <Deed words={say("bundles.do.trash")} disabled={isBusy} onClick={() => run("delete")} />
          </>
        )}
        {mayEdit && isTrash && (
          <Deed
            words={say("bundles.do.restore")}
            disabled={isBusy}
            onClick={() => run("restore")}
          />
        )}
        {count < shown && (
          <Button size="compact-sm" variant="subtle" disabled={isBusy} onClick={onSelectAll}>
            {say("bundles.bulk.all", { count: shown })}
          </Button>
        )}
        <Button size="compact-sm" variant="subtle" color="gray" disabled={isBusy} onClick={onClear}>
          {say("bundles.bulk.clear")}
        </Button>
      </Group>
      {isBusy && (
        <Progress
          size="xs"
          mt="xs"
          value={(100 * progress) / count}
          aria-label={say("bundles.bulk")}
        />
      )}
    </Paper>
  );
}

function Deed({ words, ...rest }: { words: string; disabled: boolean; onClick: () => void }) {
  return (
    <Button size="compact-sm" variant="default" {...rest}>
      {words}
    </Button>
  );
}

import { Menu } from "@mantine/core";
import {
  IconBolt,
  IconClockStop,
  IconCopy,
  IconFolder,
  IconForms,
  IconListCheck,
  IconLock,
  IconTrash,
} from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useMay } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import { useDoors } from "../../../ui/doors";
import type { Row } from "../model";
import { useAsk } from "../questions";
import type { Deeds } from "../use-deeds";

interface Props {
  row: Row;
  deeds: Deeds;
  onRename: () => void;
  /** What opens it. */
  children: ReactElement;
}

const SIZE = 16;

/** The less frequent things to do with a bundle. */
export function RowMenuOpened({ row, deeds, onRename, children }: Props) {
  const say = useWords();
  const ask = useAsk();
  const { checkCompleteness } = useDoors();
  const mayOperate = useMay("operator");
  const mayEdit = useMay("editor");
  const isRunning = row.status === "running";
  return (
    <Menu position="bottom-end" returnFocus defaultOpened>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        {isRunning && (
          <Menu.Item leftSection={<IconBolt size={SIZE} />} onClick={deeds.runNow}>
            {say("bundles.do.run")}
          </Menu.Item>
        )}
        {mayOperate && row.trigger.kind === "polling" && (
          <Menu.Item
            leftSection={<IconListCheck size={SIZE} />}
            onClick={() => checkCompleteness(row)}
          >
            {say("bundles.do.check")}
          </Menu.Item>
        )}
        {mayEdit && (
          <>
            <Menu.Item
              leftSection={<IconClockStop size={SIZE} />}
              onClick={() => ask({ what: "until", row, refusal: null })}
            >
              {say("bundles.do.until")}
            </Menu.Item>
            <Menu.Item leftSection={<IconForms size={SIZE} />} onClick={onRename}>
              {say("bundles.do.rename")}
            </Menu.Item>
            <Menu.Item leftSection={<IconCopy size={SIZE} />} onClick={deeds.copy}>
              {say("bundles.do.copy")}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconFolder size={SIZE} />}
              onClick={() => ask({ what: "move", rows: [row] })}
            >
              {say("bundles.do.move")}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconLock size={SIZE} />}
              onClick={() => ask({ what: "confidential", row })}
            >
              {say(row.is_confidential ? "bundles.do.open" : "bundles.do.confidential")}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item leftSection={<IconTrash size={SIZE} />} onClick={deeds.trash}>
              {say("bundles.do.trash")}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

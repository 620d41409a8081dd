import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { workspaceId } from "../../../api/client";
import { useWords } from "../../../i18n/words";
import { filtersOf, type JournalSearch } from "../search";

const FORMATS = ["csv", "jsonl"] as const;

/** Takes the rows that pass the filters away as a file. */
export function ExportMenu({ search }: { search: JournalSearch }) {
  const say = useWords();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<IconDownload size={14} aria-hidden />}>
          {say("journal.export.title")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map((format) => (
          <Menu.Item key={format} component="a" href={addressOf(search, format)} download>
            {say(`journal.export.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function addressOf(search: JournalSearch, format: string): string {
  const asked = new URLSearchParams({ ...filtersOf(search), format });
  const workspace = workspaceId();
  if (workspace) asked.set("workspace", workspace);
  return `/api/v1/journal/export?${asked}`;
}

import { Badge, Button, Drawer, Group, Stack, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../../api/client";
import { useWords } from "../../../i18n/words";
import { Ago } from "../../../ui/ago";
import { Empty } from "../../../ui/empty";
import { Failed } from "../../../ui/failed";
import { LoadingRows } from "../../../ui/loading";
import type { Editor } from "../use-editor";
import { VersionDetails } from "./version-details";
import classes from "./versions.module.css";

interface Props {
  editor: Editor;
  isOpen: boolean;
  onClose: () => void;
}

/** The published versions: who, when, what differs, and the way back to each. */
export function VersionsDrawer({ editor, isOpen, onClose }: Props) {
  const say = useWords();
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="right"
      size="lg"
      title={say("builder.versions.title")}
    >
      {isOpen && <Versions editor={editor} onClose={onClose} />}
    </Drawer>
  );
}

function Versions({ editor, onClose }: Omit<Props, "isOpen">) {
  const say = useWords();
  const id = editor.drafting.bundleId;
  const [chosen, choose] = useState<number | null>(null);
  const versions = useQuery(
    api.queryOptions("get", "/api/v1/bundles/{bundle_id}/versions", {
      params: { path: { bundle_id: id }, query: { limit: 200 } },
    }),
  );
  if (versions.error) {
    return <Failed error={versions.error} onRetry={() => void versions.refetch()} />;
  }
  if (!versions.data) return <LoadingRows rows={4} height={48} />;
  const rows = versions.data.results;
  if (rows.length === 0) {
    return (
      <Empty
        icon={<IconHistory size={32} aria-hidden />}
        title={say("builder.versions.none")}
        help={say("builder.versions.none_help")}
      />
    );
  }
  return (
    <Stack component="ol" className={classes.list} gap={0}>
      {rows.map(({ number, published_at, published_by, live }) => (
        <li key={number} className={classes.row}>
          <Group justify="space-between" wrap="nowrap">
            <div>
              <Group gap="xs">
                <Text fw={550}>{say("builder.versions.number", { number })}</Text>
                {live && (
                  <Badge color="accent" variant="light" tt="none">
                    {say("builder.versions.live")}
                  </Badge>
                )}
              </Group>
              <Text size="sm" c="dimmed">
                <Ago at={published_at} />
                {published_by && ` · ${published_by}`}
              </Text>
            </div>
            <Button
              size="xs"
              flex="none"
              variant="default"
              aria-expanded={chosen === number}
              onClick={() => choose(chosen === number ? null : number)}
            >
              {say(chosen === number ? "builder.versions.hide" : "builder.versions.compare")}
            </Button>
          </Group>
          {chosen === number && (
            <VersionDetails
              editor={editor}
              number={number}
              others={rows.map((one) => one.number)}
              onRestored={onClose}
            />
          )}
        </li>
      ))}
    </Stack>
  );
}

import { ActionIcon, Button, Indicator, Menu, Tooltip } from "@mantine/core";
import {
  IconActivity,
  IconBolt,
  IconDots,
  IconHistory,
  IconPlayerPause,
  IconPlayerPlay,
  IconTestPipe,
} from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useMay } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import { State, type Tone } from "../../../ui/state";
import { useDraft } from "../draft";
import { PublishDialog } from "../publish/publish-dialog";
import { useLife } from "../publish/use-life";
import type { Bundle } from "../queries";
import type { Editor } from "../use-editor";

const route = getRouteApi("/shell/bundles/$id");
const TONES: Record<NonNullable<Bundle["status"]>, Tone> = {
  running: "good",
  paused: "calm",
  migration: "busy",
  deleted: "calm",
  blocked: "bad",
};

/** Whether the bundle runs, and everything that changes that. */
export function LifeControls({ bundle, editor }: { bundle: Bundle; editor: Editor }) {
  const say = useWords();
  const mayOperate = useMay("operator");
  const { mayEdit, mistakes } = useDraft();
  const { pause, run } = useLife(bundle.id);
  const navigate = route.useNavigate();
  const [stage, setStage] = useState<"publish" | "start" | null>(null);
  const status = bundle.status ?? "paused";
  const isMoving = status === "running" || status === "migration";
  const show = (over: "rehearsal" | "versions") =>
    void navigate({ search: (now) => ({ ...now, over }) });
  const path = { params: { path: { id: bundle.id } } };
  return (
    <>
      <State tone={TONES[status]}>{say(`builder.status.${status}`)}</State>
      {mayOperate && bundle.version !== null && status !== "deleted" && (
        <Tooltip label={say(isMoving ? "builder.life.pause" : "builder.life.start")}>
          <ActionIcon
            variant="default"
            size={30}
            loading={pause.isPending}
            aria-label={say(isMoving ? "builder.life.pause" : "builder.life.start")}
            onClick={() => (isMoving ? pause.mutate(path) : setStage("start"))}
          >
            {isMoving ? <IconPlayerPause size={16} /> : <IconPlayerPlay size={16} />}
          </ActionIcon>
        </Tooltip>
      )}
      {mayOperate && (
        <Button
          size="xs"
          variant="default"
          visibleFrom="md"
          leftSection={<IconTestPipe size={16} />}
          onClick={() => show("rehearsal")}
        >
          {say("builder.rehearse")}
        </Button>
      )}
      {mayEdit && (
        <Indicator
          disabled={mistakes.length === 0}
          label={mistakes.length}
          size={16}
          color="yellow"
          autoContrast
        >
          <Button
            size="xs"
            onClick={() => {
              setStage("publish");
              void editor.saver.flush();
            }}
          >
            {say("builder.publish.publish")}
          </Button>
        </Indicator>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={say("ui.more")}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayOperate && (
            <Menu.Item
              hiddenFrom="md"
              leftSection={<IconTestPipe size={16} />}
              onClick={() => show("rehearsal")}
            >
              {say("builder.rehearse")}
            </Menu.Item>
          )}
          {mayOperate && (
            <Menu.Item
              leftSection={<IconBolt size={16} />}
              disabled={status !== "running"}
              onClick={() => run.mutate({ ...path, body: {} })}
            >
              {say(status === "running" ? "builder.life.run" : "builder.life.run_not")}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconHistory size={16} />} onClick={() => show("versions")}>
            {say("builder.versions.title")}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconActivity size={16} />}
            renderRoot={(props) => <Link to="/journal" search={{ bundle: bundle.id }} {...props} />}
          >
            {say("builder.journal")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <PublishDialog bundle={bundle} editor={editor} stage={stage} onStage={setStage} />
    </>
  );
}

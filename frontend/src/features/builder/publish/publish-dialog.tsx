import { Alert, Button, Group, Loader, Modal, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { problemOf } from "../../../api/problems";
import { useWords } from "../../../i18n/words";
import { wordsOf } from "../../../ui/failed";
import { tell } from "../../../ui/notice";
import { useDraft } from "../draft";
import { type Bundle, bundleQuery } from "../queries";
import { useOpening } from "../steps/use-open";
import type { Editor } from "../use-editor";
import { Checklist } from "./checklist";
import { type Position, PositionForm, positionOf } from "./position-form";
import { StartForm } from "./start-form";
import { useLife } from "./use-life";

interface Props {
  bundle: Bundle;
  editor: Editor;
  /** Which question it opens with; null while it is closed. */
  stage: "publish" | "start" | null;
  onStage: (stage: "publish" | "start" | null) => void;
}

/** From draft to a running bundle: what is missing, publish, then from when it starts. */
export function PublishDialog({ bundle, editor, stage, onStage }: Props) {
  const say = useWords();
  return (
    <Modal
      opened={stage !== null}
      onClose={() => onStage(null)}
      title={say(stage === "start" ? "builder.start_form.title" : "builder.publish.title")}
      size="lg"
    >
      {stage === "start" && <StartForm bundle={bundle} onDone={() => onStage(null)} />}
      {stage === "publish" && <Publishing bundle={bundle} editor={editor} onStage={onStage} />}
    </Modal>
  );
}

function Publishing({ bundle, editor, onStage }: Omit<Props, "stage">) {
  const say = useWords();
  const { open } = useOpening();
  const { mistakes } = useDraft();
  const { saving } = editor;
  if (saving.state === "saving" || saving.state === "waiting") {
    return (
      <Group role="status">
        <Loader size="sm" type="dots" />
        <Text size="sm">{say("builder.saving.saving")}</Text>
      </Group>
    );
  }
  if (mistakes.length > 0) {
    return (
      <Checklist
        onGo={(step, field) => {
          onStage(null);
          open(step, field);
        }}
      />
    );
  }
  if (saving.state !== "saved") {
    const { revision } = editor.saver;
    return <Alert color="red">{say(`builder.saving.${saving.state}`, { revision })}</Alert>;
  }
  return <Ready bundle={bundle} onStage={onStage} />;
}

function Ready({ bundle, onStage }: Pick<Props, "bundle" | "onStage">) {
  const say = useWords();
  const { publish } = useLife(bundle.id);
  const [position, setPosition] = useState<Position>("keep");
  const [date, setDate] = useState("");
  const { refetch } = useQuery(bundleQuery(bundle.id));
  const problem = publish.error ? problemOf(publish.error) : null;
  const isAsked = problem?.code === "position_asked";
  const isMoving = bundle.status === "running" || bundle.status === "migration";
  const isLive = bundle.version !== null && !bundle.changed;
  const goLive = () =>
    publish.mutate(
      {
        params: { path: { id: bundle.id } },
        body: isAsked ? { position: positionOf(position, date) } : {},
      },
      {
        onSuccess: () => {
          tell(say(isMoving ? "builder.publish.done_running" : "builder.publish.done"));
          onStage(isMoving ? null : "start");
        },
        onError: () => void refetch(),
      },
    );
  return (
    <Stack>
      <Text size="sm">
        {say(
          isLive
            ? "builder.publish.nothing_new"
            : isMoving
              ? "builder.publish.running_help"
              : "builder.publish.ready",
        )}
      </Text>
      {isAsked && (
        <PositionForm
          label={say("builder.publish.position")}
          help={say("builder.publish.position_help")}
          choices={["keep", "now", "date"]}
          chosen={position}
          date={date}
          onChange={(chosen, at) => {
            setPosition(chosen);
            setDate(at);
          }}
        />
      )}
      {problem && !isAsked && <Alert color="red">{wordsOf(publish.error, say)}</Alert>}
      <Group justify="flex-end">
        <Button variant="default" onClick={() => onStage(null)}>
          {say("ui.cancel")}
        </Button>
        {isLive && !isMoving ? (
          <Button onClick={() => onStage("start")}>{say("builder.life.start")}</Button>
        ) : (
          <Button loading={publish.isPending} disabled={isLive} onClick={goLive} data-autofocus>
            {say("builder.publish.publish")}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

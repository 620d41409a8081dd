import { Button, Group, Modal, ScrollArea, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "../../../api/client";
import { useWords } from "../../../i18n/words";
import { Ago } from "../../../ui/ago";
import { Failed } from "../../../ui/failed";
import { LoadingRows } from "../../../ui/loading";
import { tell, tellFailure } from "../../../ui/notice";
import { readDraft } from "../definition";
import { type Bundle, bundleQuery } from "../queries";
import type { Editor } from "../use-editor";
import { Changes } from "../versions/changes";

/** Two people changed the draft at once: who did, what differs, and what to do; nothing is lost. */
export function ConflictDialog({ editor }: { editor: Editor }) {
  const say = useWords();
  return (
    <Modal
      opened={editor.saving.state === "conflict"}
      onClose={() => {}}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={say("builder.conflict.title")}
      size="lg"
    >
      {editor.saving.state === "conflict" && <Theirs editor={editor} />}
    </Modal>
  );
}

function Theirs({ editor }: { editor: Editor }) {
  const theirs = useQuery({ ...bundleQuery(editor.drafting.bundleId), staleTime: 0 });
  if (theirs.error) return <Failed error={theirs.error} onRetry={() => void theirs.refetch()} />;
  if (!theirs.data || (theirs.data.revision ?? 1) <= editor.saver.revision) {
    return <LoadingRows rows={3} height={40} />;
  }
  return <Choice editor={editor} bundle={theirs.data} />;
}

function Choice({ editor, bundle }: { editor: Editor; bundle: Bundle }) {
  const say = useWords();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const { saver, drafting } = editor;
  const { draft, dispatch } = drafting;
  const revision = bundle.revision ?? 1;
  const theirs = readDraft(bundle.definition);
  const take = () => {
    saver.adopt(theirs, revision);
    // With a way back: undo brings one's own draft in again.
    dispatch({ do: "replace", draft: theirs });
  };
  const copying = api.useMutation("post", "/api/v1/bundles", {
    onSuccess: ({ id, name }) => {
      void cache.invalidateQueries({ queryKey: ["get", "/api/v1/bundles"] });
      take();
      tell(say("builder.conflict.copied", { name }));
      void navigate({ to: "/bundles/$id", params: { id } });
    },
    onError: tellFailure,
  });
  const keepAsCopy = () =>
    copying.mutate({
      body: {
        name: say("builder.conflict.copy_name", { name: bundle.name }),
        group: bundle.group,
        definition: { ...draft },
      },
    });
  return (
    <Stack>
      <Text size="sm">
        {say("builder.conflict.who", { who: bundle.drafted_by || say("builder.somebody") })}{" "}
        {bundle.drafted_at && <Ago at={bundle.drafted_at} />}
      </Text>
      <Text size="sm" fw={550}>
        {say("builder.conflict.difference")}
      </Text>
      <ScrollArea.Autosize mah="40vh">
        <Changes before={theirs} after={draft} />
      </ScrollArea.Autosize>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={take}>
          {say("builder.conflict.take")}
        </Button>
        <Button variant="default" onClick={() => void saver.replace(draft, revision)}>
          {say("builder.conflict.replace")}
        </Button>
        <Button loading={copying.isPending} onClick={keepAsCopy}>
          {say("builder.conflict.copy")}
        </Button>
      </Group>
    </Stack>
  );
}

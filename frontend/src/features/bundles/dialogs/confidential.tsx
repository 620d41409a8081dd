import { Button, Checkbox, Group, List, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useMay } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import { FormFailure } from "../../../ui/form-failure";
import { change, eraseData } from "../deeds";
import type { Row } from "../model";
import { useDeed } from "./use-deed";

/** Has the journal keep nothing of a bundle's data from now on, or keep it again. */
export function Confidential({ row, onClose }: { row: Row; onClose: () => void }) {
  const say = useWords();
  const isOwner = useMay("owner");
  const [isErasing, setErasing] = useState(false);
  const will = !row.is_confidential;
  const settle = async () => {
    await change(row.id, { is_confidential: will });
    if (will && isErasing) await eraseData(row.id);
  };
  const settling = useDeed(settle, onClose, () =>
    say(will ? "bundles.confidential.on" : "bundles.confidential.off", { name: row.name }),
  );
  const words = will ? "bundles.confidential.title" : "bundles.confidential.title_off";
  return (
    <Modal opened onClose={onClose} title={say(words, { name: row.name })}>
      <Stack>
        <FormFailure error={settling.error} />
        {will ? (
          <>
            <Text size="sm">{say("bundles.confidential.help")}</Text>
            <List size="sm" spacing={4}>
              <List.Item>{say("bundles.confidential.price_search")}</List.Item>
              <List.Item>{say("bundles.confidential.price_resend")}</List.Item>
              <List.Item>{say("bundles.confidential.price_samples")}</List.Item>
            </List>
            {isOwner ? (
              <Checkbox
                label={say("bundles.confidential.erase")}
                description={say("bundles.confidential.erase_help")}
                checked={isErasing}
                onChange={(event) => setErasing(event.currentTarget.checked)}
              />
            ) : (
              <Text size="sm">{say("bundles.confidential.erase_owners")}</Text>
            )}
          </>
        ) : (
          <Text size="sm">{say("bundles.confidential.help_off")}</Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {say("ui.cancel")}
          </Button>
          <Button
            color={isErasing ? "red.8" : undefined}
            loading={settling.isPending}
            onClick={() => settling.mutate(undefined)}
          >
            {say(will ? "bundles.confidential.do" : "bundles.confidential.undo")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

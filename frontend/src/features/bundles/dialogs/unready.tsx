import { Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMay } from "../../../api/me";
import type { Problem } from "../../../api/problems";
import { useWords } from "../../../i18n/words";
import { Failed, wordsOf } from "../../../ui/failed";
import { FormFailure } from "../../../ui/form-failure";
import { LoadingRows } from "../../../ui/loading";
import { publishAndStart } from "../deeds";
import type { Row } from "../model";
import { checkQuery } from "../queries";
import { placeWords } from "../words";
import { useDeed } from "./use-deed";

interface Props {
  row: Row;
  /** Why the server would not start it; null when it was not asked. */
  refusal: Problem | null;
  onClose: () => void;
}

const SHOWN = 6;

/** What a bundle still lacks before it can run, and the way to mend that. */
export function Unready({ row, refusal, onClose }: Props) {
  const say = useWords();
  const mayEdit = useMay("editor");
  const { name } = row;
  const checked = useQuery(checkQuery(row.id));
  const mistakes = checked.data?.mistakes ?? [];
  const isReady = checked.isSuccess && mistakes.length === 0;
  const starting = useDeed(
    () => publishAndStart(row.id),
    onClose,
    () => say("bundles.told.started", { name }),
  );
  return (
    <Modal opened onClose={onClose} title={say("bundles.unready.title", { name })}>
      <Stack>
        <FormFailure error={starting.error} />
        {refusal && <Text size="sm">{wordsOf(refusal, say)}</Text>}
        {checked.error && <Failed error={checked.error} onRetry={checked.refetch} />}
        {checked.isPending && <LoadingRows rows={2} height={24} />}
        {isReady && <Text size="sm">{say("bundles.unready.ready")}</Text>}
        {mistakes.length > 0 && (
          <div>
            <Text size="sm" mb="xs">
              {say("bundles.unready.missing", { count: mistakes.length })}
            </Text>
            <List size="sm" spacing={4}>
              {mistakes.slice(0, SHOWN).map(({ path, code, message }) => (
                <List.Item key={`${path} ${code}`}>
                  {placeWords(path, say)}
                  {message}
                </List.Item>
              ))}
            </List>
            {mistakes.length > SHOWN && (
              <Text size="sm" c="dimmed" mt="xs">
                {say("bundles.unready.more", { count: mistakes.length - SHOWN })}
              </Text>
            )}
          </div>
        )}
        <Group justify="flex-end">
          <Button
            variant={isReady ? "default" : "filled"}
            renderRoot={(props) => <Link to="/bundles/$id" params={{ id: row.id }} {...props} />}
          >
            {say("bundles.unready.open")}
          </Button>
          {isReady && mayEdit && (
            <Button loading={starting.isPending} onClick={() => starting.mutate(undefined)}>
              {say("bundles.unready.publish")}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

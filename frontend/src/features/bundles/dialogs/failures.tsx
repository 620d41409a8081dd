import { Button, Group, Modal, ScrollArea, Stack, Text } from "@mantine/core";
import { useWords } from "../../../i18n/words";
import { TextLink } from "../../../ui/text-link";

interface Props {
  failures: readonly { id: string; name: string; message: string }[];
  onClose: () => void;
}

/** Which of many bundles refused, and why. */
export function Failures({ failures, onClose }: Props) {
  const say = useWords();
  return (
    <Modal
      opened
      onClose={onClose}
      title={say("bundles.failures.title", { count: failures.length })}
    >
      <Stack>
        <ScrollArea.Autosize mah={360}>
          <Stack gap="sm">
            {failures.map(({ id, name, message }) => (
              <div key={id}>
                <TextLink to="/bundles/$id" params={{ id }}>
                  {name}
                </TextLink>
                <Text size="sm">{message}</Text>
              </div>
            ))}
          </Stack>
        </ScrollArea.Autosize>
        <Group justify="flex-end">
          <Button onClick={onClose}>{say("ui.close")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

import { Button, JsonInput, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useWords } from "../../../i18n/words";
import type { Json } from "../definition";

interface Props {
  start: Json;
  onChoose: (event: Json) => void;
}

/** Lets a person write the sample themselves, as JSON. */
export function GivenEvent({ start, onChoose }: Props) {
  const say = useWords();
  const [text, setText] = useState<string | null>(null);
  const event = text === null ? undefined : parsed(text);
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        onClick={() => setText(JSON.stringify(start, null, 2))}
      >
        {say("builder.sample.write")}
      </Button>
      <Modal
        opened={text !== null}
        onClose={() => setText(null)}
        title={say("builder.sample.write")}
        size="lg"
      >
        <Stack>
          <Text size="sm" c="dimmed">
            {say("builder.sample.write_help")}
          </Text>
          <JsonInput
            label={say("builder.sample.json")}
            value={text ?? ""}
            onChange={setText}
            autosize
            minRows={8}
            maxRows={20}
            formatOnBlur
            error={event === undefined && say("builder.sample.not_json")}
          />
          <Button
            disabled={event === undefined}
            onClick={() => {
              if (event === undefined) return;
              onChoose(event);
              setText(null);
            }}
          >
            {say("builder.sample.use")}
          </Button>
        </Stack>
      </Modal>
    </>
  );
}

/** Return the object written there; undefined for anything else. */
function parsed(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

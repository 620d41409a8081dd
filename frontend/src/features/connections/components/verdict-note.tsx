import { Alert, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useWords } from "../../../i18n/words";

interface Props {
  message: string;
  /** What the service answered, if it did. */
  answer: string | null;
  title?: string | undefined;
}

/** Why a service did not let somebody in: our words, then its own. */
export function VerdictNote({ message, answer, title }: Props) {
  const say = useWords();
  const place = useRef<HTMLDivElement>(null);
  // Where a form is longer than the screen, what came of it must not stay below the edge.
  useEffect(() => {
    place.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <Alert
      ref={place}
      role="alert"
      color="red"
      icon={<IconAlertTriangle aria-hidden />}
      title={title ?? say("connections.refused.title")}
    >
      <Text size="sm">{message}</Text>
      {answer && (
        <Text size="sm" mt={4} lineClamp={5} style={{ overflowWrap: "anywhere" }}>
          {say("connections.refused.answer", { answer })}
        </Text>
      )}
    </Alert>
  );
}

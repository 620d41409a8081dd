import { Button, Center } from "@mantine/core";
import { IconArrowUp } from "@tabler/icons-react";
import { useWords } from "../../../i18n/words";

interface Props {
  /** How many; null when only the server can say. */
  count: number | null;
  onShow: () => void;
}

/** Announces rows that came while one reads, and moves nothing until asked. */
export function NewRows({ count, onShow }: Props) {
  const say = useWords();
  return (
    <Center role="status" style={{ position: "sticky", top: 12, zIndex: 5 }} h={0}>
      {count !== 0 && (
        <Button
          size="compact-sm"
          radius="xl"
          leftSection={<IconArrowUp size={14} aria-hidden />}
          onClick={onShow}
        >
          {count === null ? say("journal.new.some") : say("journal.new.count", { count })}
        </Button>
      )}
    </Center>
  );
}

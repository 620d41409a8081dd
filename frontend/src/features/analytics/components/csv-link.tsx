import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useWords } from "../../../i18n/words";

interface Props {
  /** What the numbers are of. */
  of: string;
  href: string;
}

/** Takes the numbers away as a table. */
export function CsvLink({ of, href }: Props) {
  const say = useWords();
  return (
    <Button
      component="a"
      href={href}
      download
      size="compact-xs"
      variant="subtle"
      color="gray"
      leftSection={<IconDownload size={14} aria-hidden />}
      aria-label={say("analytics.csv.label", { of })}
    >
      {say("analytics.csv")}
    </Button>
  );
}

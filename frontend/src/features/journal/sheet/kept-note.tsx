import { Alert } from "@mantine/core";
import { IconEyeOff } from "@tabler/icons-react";
import { type Key, useWords } from "../../../i18n/words";
import type { FullRow } from "../queries";

/** Why some or all of a row's data is not there, and what can still be done. */
export function KeptNote({ row }: { row: FullRow }) {
  const say = useWords();
  const words = wordsFor(row);
  if (!words) return null;
  return (
    <Alert color="gray" icon={<IconEyeOff aria-hidden />}>
      {say(words)}
    </Alert>
  );
}

function wordsFor({ erased, confidential, masked, capped }: FullRow): Key | null {
  if (erased) return "journal.kept.erased";
  if (confidential) return "journal.kept.confidential";
  if (masked) return "journal.kept.masked";
  return capped ? "journal.capped" : null;
}

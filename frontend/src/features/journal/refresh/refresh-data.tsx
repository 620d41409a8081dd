import { Button } from "@mantine/core";
import { IconRotateClockwise } from "@tabler/icons-react";
import { useState } from "react";
import { useMay } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import type { JournalSearch } from "../search";
import { scopeOf } from "./queries";
import { RefreshDialog } from "./refresh-dialog";

/** Taking now what waits in the bundles that one looks at. */
export function RefreshData({ search }: { search: JournalSearch }) {
  const say = useWords();
  const mayOperate = useMay("operator");
  const [isAsking, ask] = useState(false);
  if (!mayOperate) return null;
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconRotateClockwise size={14} aria-hidden />}
        onClick={() => ask(true)}
      >
        {say("journal.refresh.title")}
      </Button>
      {isAsking && <RefreshDialog scope={scopeOf(search)} onClose={() => ask(false)} />}
    </>
  );
}

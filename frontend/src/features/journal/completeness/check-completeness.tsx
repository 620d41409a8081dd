import { Button } from "@mantine/core";
import { IconListCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMay } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import { bundleQuery } from "../queries";
import type { JournalSearch } from "../search";
import { CheckDialog } from "./check-dialog";

interface Props {
  bundle: string;
  search: JournalSearch;
}

/** Proving that nothing is missing, where the bundle asks a source that can be asked again. */
export function CheckCompleteness({ bundle: id, search }: Props) {
  const say = useWords();
  const mayOperate = useMay("operator");
  const { data: bundle } = useQuery({ ...bundleQuery(id), enabled: mayOperate });
  const [isAsking, ask] = useState(false);
  if (bundle?.trigger.kind !== "polling") return null;
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconListCheck size={14} aria-hidden />}
        onClick={() => ask(true)}
      >
        {say("journal.check.title")}
      </Button>
      {isAsking && (
        <CheckDialog bundle={id} name={bundle.name} days={search} onClose={() => ask(false)} />
      )}
    </>
  );
}

import { Popover, Text, UnstyledButton } from "@mantine/core";
import { useWords } from "../../../i18n/words";
import type { Connection } from "../model";
import { UsesList } from "./uses-list";

/** How many bundles use a connection; a click names them. */
export function Uses({ uses }: { uses: Connection["used_by"] }) {
  const say = useWords();
  if (uses.length === 0) return <Text size="sm">{say("connections.uses", { count: 0 })}</Text>;
  return (
    <Popover position="bottom-start" shadow="md" width={300} withinPortal trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton>
          <Text size="sm" td="underline" style={{ textUnderlineOffset: 3 }}>
            {say("connections.uses", { count: uses.length })}
          </Text>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <UsesList uses={uses} />
      </Popover.Dropdown>
    </Popover>
  );
}

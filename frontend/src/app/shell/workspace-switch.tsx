import { Button } from "@mantine/core";
import { IconSelector } from "@tabler/icons-react";
import { lazy } from "react";
import { useMe } from "../../api/me";
import { useWords } from "../../i18n/words";
import { OnDemand } from "../../ui/on-demand";

const WorkspaceMenu = lazy(async () => ({
  default: (await import("./workspace-menu")).WorkspaceMenu,
}));

/** Which workspace one is in, and the way to the others. */
export function WorkspaceSwitch() {
  const say = useWords();
  const { workspace } = useMe();
  return (
    <OnDemand
      menu={(target) => <WorkspaceMenu>{target}</WorkspaceMenu>}
      target={(open) => (
        <Button
          variant="default"
          fullWidth
          justify="space-between"
          rightSection={<IconSelector size={16} aria-hidden />}
          aria-haspopup="menu"
          aria-label={`${say("app.workspace")}: ${workspace?.name ?? ""}`}
          onClick={open}
        >
          {workspace?.name ?? say("app.workspace")}
        </Button>
      )}
    />
  );
}

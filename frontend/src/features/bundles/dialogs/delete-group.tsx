import { getRouteApi } from "@tanstack/react-router";
import { useWords } from "../../../i18n/words";
import { Ask } from "../../../ui/ask";
import { deleteGroup } from "../deeds";
import type { Group } from "../model";
import { useDeed } from "./use-deed";

const route = getRouteApi("/shell/bundles");

/** Asks before a group goes; its bundles stay. */
export function DeleteGroup({ group, onClose }: { group: Group; onClose: () => void }) {
  const say = useWords();
  const navigate = route.useNavigate();
  const { name, bundles } = group;
  const leave = () => {
    onClose();
    void navigate({ search: ({ group: _, ...rest }) => rest });
  };
  const deleting = useDeed(
    () => deleteGroup(group.id),
    leave,
    () => say("bundles.group.deleted", { name }),
  );
  return (
    <Ask
      title={say("bundles.group.delete_title", { name })}
      verb={say("bundles.group.delete")}
      isPending={deleting.isPending}
      error={deleting.error}
      onYes={() => deleting.mutate(undefined)}
      onClose={onClose}
    >
      {say("bundles.group.delete_help", { count: bundles })}
    </Ask>
  );
}

import { Center, SegmentedControl, Tooltip, VisuallyHidden } from "@mantine/core";
import { IconList, IconSitemap } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useWords } from "../../../i18n/words";

const route = getRouteApi("/shell/bundles/$id");

/** Between the drawn flow and the plain list; small screens always have the list. */
export function ViewSwitch() {
  const say = useWords();
  const { view } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <SegmentedControl
      visibleFrom="sm"
      size="xs"
      aria-label={say("builder.view.label")}
      value={view ?? "flow"}
      onChange={(chosen) =>
        void navigate({
          search: (now) => ({ ...now, view: chosen === "list" ? "list" : undefined }),
          replace: true,
        })
      }
      data={[
        { value: "flow", label: <Picture icon={IconSitemap} words={say("builder.view.flow")} /> },
        { value: "list", label: <Picture icon={IconList} words={say("builder.view.list")} /> },
      ]}
    />
  );
}

function Picture({ icon: Icon, words }: { icon: typeof IconList; words: string }) {
  return (
    <Tooltip label={words}>
      <Center>
        <Icon size={16} aria-hidden />
        <VisuallyHidden>{words}</VisuallyHidden>
      </Center>
    </Tooltip>
  );
}

import { SegmentedControl } from "@mantine/core";
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
        { value: "flow", label: say("builder.view.flow") },
        { value: "list", label: say("builder.view.list") },
      ]}
    />
  );
}

import "@mantine/spotlight/styles.css";
import { createSpotlight, Spotlight, type SpotlightFilterFunction } from "@mantine/spotlight";
import { IconSearch } from "@tabler/icons-react";
import { useEffect } from "react";
import { useWords } from "../../i18n/words";
import { asking } from "../../ui/searching";
import { usePaletteActions } from "./actions";

const LIMIT = 12;
const [store, palette] = createSpotlight();

const found: SpotlightFilterFunction = (query, groups) => {
  const says = asking(query);
  const narrowed = groups.map((one) => {
    if (!("actions" in one)) return one;
    const fits = ({ label = "", description = "" }) => says(`${label} ${description}`);
    return { ...one, actions: one.actions.filter(fits) };
  });
  return narrowed.filter((one) => !("actions" in one) || one.actions.length > 0);
};

/** The list of everything one can go to or do, narrowed down by what is typed. */
export function PaletteDialog({ onClose }: { onClose: () => void }) {
  const say = useWords();
  const actions = usePaletteActions();
  useEffect(() => {
    palette.open();
    return palette.close;
  }, []);
  return (
    <Spotlight
      store={store}
      shortcut={null}
      attributes={{ content: { "aria-label": say("palette.search") } }}
      actions={actions}
      filter={found}
      limit={LIMIT}
      highlightQuery
      scrollable
      onSpotlightClose={onClose}
      nothingFound={say("palette.nothing")}
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden />,
        placeholder: say("palette.search"),
        "aria-label": say("palette.search"),
      }}
    />
  );
}

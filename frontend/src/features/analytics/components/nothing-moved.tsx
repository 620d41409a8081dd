import { Button } from "@mantine/core";
import { useWords } from "../../../i18n/words";
import { Empty } from "../../../ui/empty";
import { narrowingOf } from "../search";
import { useNarrow, type View } from "../use-view";

const YEAR = "last_12_months";

/** Nothing happened in these days: where else there may be something. */
export function NothingMoved({ view: { search } }: { view: View }) {
  const say = useWords();
  const narrow = useNarrow();
  const isNarrowed = Object.values(narrowingOf(search)).some(Boolean);
  const everything = {
    bundle: undefined,
    group: undefined,
    connection: undefined,
    connector: undefined,
  };
  const longer = { period: YEAR, from: undefined, to: undefined, by: undefined } as const;
  if (isNarrowed)
    return (
      <Empty
        title={say("analytics.none_found.title")}
        help={say("analytics.none_found.help")}
        action={
          <Button variant="default" onClick={() => narrow(everything)}>
            {say("analytics.none_found.all")}
          </Button>
        }
      />
    );
  return (
    <Empty
      title={say("analytics.empty.title")}
      help={say("analytics.empty.help")}
      action={
        search.period !== YEAR && (
          <Button variant="default" onClick={() => narrow(longer)}>
            {say("analytics.empty.year")}
          </Button>
        )
      }
    />
  );
}

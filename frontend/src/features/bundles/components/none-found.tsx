import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useWords } from "../../../i18n/words";
import { Empty } from "../../../ui/empty";
import type { BundlesSearch } from "../search";

/** Nothing passes the filters, and the way back to everything. */
export function NoneFound({ search }: { search: BundlesSearch }) {
  const say = useWords();
  if (Object.keys(search).length === 0) {
    return <Empty title={say("bundles.none.title")} help={say("bundles.none.help")} />;
  }
  if (search.group && !search.search && !search.status) {
    return (
      <Empty title={say("bundles.none_in_group.title")} help={say("bundles.none_in_group.help")} />
    );
  }
  const isSought = Boolean(search.search);
  return (
    <Empty
      title={say(isSought ? "bundles.none_found.title" : "bundles.none_with_status.title")}
      help={say(isSought ? "bundles.none_found.help" : "bundles.none_with_status.help")}
      action={
        <Button variant="default" renderRoot={(props) => <Link to="/bundles" {...props} />}>
          {say("bundles.none_found.all")}
        </Button>
      }
    />
  );
}

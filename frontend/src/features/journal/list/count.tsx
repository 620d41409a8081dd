import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { countQuery } from "../queries";
import type { JournalSearch } from "../search";

/** How many rows pass the filters; it comes beside the list and never holds it up. */
export function Count({ search }: { search: JournalSearch }) {
  const say = useWords();
  const format = useFormat();
  const { data } = useQuery(countQuery(search));
  const count = data?.count ?? null;
  const words =
    count === null
      ? ""
      : say(data?.exact ? "journal.count.exact" : "journal.count.more", {
          count,
          shown: format.number(count),
        });
  return (
    <Text size="sm" c="dimmed" mih={22} role="status">
      {words}
    </Text>
  );
}

import { ScrollArea, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useWords } from "../../../i18n/words";
import { Failed } from "../../../ui/failed";
import { State } from "../../../ui/state";
import { TextLink } from "../../../ui/text-link";
import { toneOf } from "../model";
import { statusWords } from "../words";
import { resultsQuery } from "./queries";

/** What became of each row of a job. */
export function JobResults({ id }: { id: string }) {
  const say = useWords();
  const { data, error, refetch } = useQuery(resultsQuery(id));
  if (error) return <Failed error={error} onRetry={refetch} />;
  return (
    <ScrollArea.Autosize mah={280}>
      <Table fz="sm" aria-label={say("journal.job.show_results")}>
        <Table.Tbody>
          {data?.results.map(({ entry, run, status, error: problem }) => (
            <Table.Tr key={entry}>
              <Table.Td>
                <State tone={toneOf(status)}>{statusWords(status, say)}</State>
              </Table.Td>
              <Table.Td>{problem?.message}</Table.Td>
              <Table.Td>
                <TextLink to="/journal" search={{ row: run ?? entry }}>
                  {say("journal.job.open_row")}
                </TextLink>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  );
}

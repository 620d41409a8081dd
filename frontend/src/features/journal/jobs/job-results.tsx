import { ScrollArea, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useWords } from "../../../i18n/words";
import { Failed } from "../../../ui/failed";
import { LoadingRows } from "../../../ui/loading";
import { State } from "../../../ui/state";
import { TextLink } from "../../../ui/text-link";
import { toneOf } from "../model";
import { useBundleNames } from "../use-bundle-names";
import { statusWords } from "../words";
import { type Result, resultsQuery, rowOf } from "./queries";

/** What became of each row, run and source of a job. */
export function JobResults({ id }: { id: string }) {
  const say = useWords();
  const nameOf = useBundleNames();
  const { data, error, refetch } = useQuery(resultsQuery(id));
  if (error) return <Failed error={error} onRetry={refetch} />;
  if (!data) return <LoadingRows rows={2} height={32} />;
  return (
    <ScrollArea.Autosize mah={280} viewportProps={{ tabIndex: 0 }}>
      <Table fz="sm" aria-label={say("journal.job.show_results")}>
        <Table.Tbody>
          {data.results.map((result) => (
            <Line key={keyOf(result)} result={result} nameOf={nameOf} />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  );
}

interface LineProps {
  result: Result;
  nameOf: (bundle: string | null) => string;
}

function Line({ result, nameOf }: LineProps) {
  const say = useWords();
  const { what, status, error, found, bundle, subject } = result;
  const row = rowOf(result);
  const brought =
    what === "source" && found !== null ? say("journal.refresh.found", { count: found }) : "";
  return (
    <Table.Tr>
      <Table.Td>
        <State tone={toneOf(status)}>
          {what === "source" && status === "succeeded"
            ? say("journal.refresh.asked")
            : statusWords(status, say)}
        </State>
      </Table.Td>
      <Table.Td>{bundle && nameOf(bundle)}</Table.Td>
      <Table.Td>{subject}</Table.Td>
      <Table.Td>{error?.message ?? brought}</Table.Td>
      <Table.Td>
        {row ? (
          <TextLink to="/journal" search={{ row }}>
            {say("journal.job.open_row")}
          </TextLink>
        ) : (
          what === "source" &&
          bundle && (
            <TextLink to="/journal" search={{ bundle }}>
              {say("journal.job.open_row")}
            </TextLink>
          )
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function keyOf({ what, entry, run, bundle }: Result): string {
  return `${what} ${entry ?? run ?? bundle}`;
}

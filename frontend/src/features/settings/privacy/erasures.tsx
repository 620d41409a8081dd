import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useWords } from "../../../i18n/words";
import { Failed } from "../../../ui/failed";
import { LoadingRows } from "../../../ui/loading";
import { Section } from "../section";
import { ErasureRow } from "./erasure-row";
import { erasuresQuery } from "./queries";

/** Every erasure of the last two months, with how far it has come or what it reports. */
export function Erasures() {
  const say = useWords();
  const { data, error, isPending, refetch } = useQuery(erasuresQuery());
  return (
    <Section title={say("settings.privacy.erasures")} help={say("settings.privacy.erasures.help")}>
      {isPending && <LoadingRows rows={1} height={56} />}
      {error && <Failed error={error} onRetry={refetch} />}
      {data?.results.length === 0 && (
        <Text size="sm" c="dimmed">
          {say("settings.privacy.erasures.none")}
        </Text>
      )}
      {data && data.results.length > 0 && (
        <Stack component="ul" gap={0} m={0} p={0}>
          {data.results.map((job) => (
            <ErasureRow key={job.id} job={job} />
          ))}
        </Stack>
      )}
    </Section>
  );
}

import { ScrollArea, SimpleGrid, Text, TextInput, UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useWords } from "../../../i18n/words";
import { ConnectorIcon } from "../../../ui/connector-icon";
import { Failed } from "../../../ui/failed";
import { LoadingRows } from "../../../ui/loading";
import { asking } from "../../../ui/searching";
import { connectorsQuery } from "../queries";
import classes from "./service-picker.module.css";

interface Props {
  onChoose: (slug: string) => void;
}

/** All services, found by typing; one that needs no connection is not among them. */
export function ServicePicker({ onChoose }: Props) {
  const say = useWords();
  const [typed, setTyped] = useState("");
  const { data, error, refetch } = useQuery(connectorsQuery());
  const found = useMemo(() => {
    const says = asking(typed);
    const all = (data?.results ?? []).filter((one) => one.kinds.length > 0);
    return all.filter((one) => says(`${one.name} ${one.slug}`));
  }, [data, typed]);

  if (error) return <Failed error={error} onRetry={refetch} />;
  return (
    <>
      <TextInput
        data-autofocus
        aria-label={say("connections.add.search")}
        placeholder={say("connections.add.search")}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && found.length === 1 && found[0]) onChoose(found[0].slug);
        }}
        mb="sm"
      />
      {!data && <LoadingRows rows={4} height={58} />}
      {data && found.length === 0 && (
        <Text size="sm" py="md" ta="center">
          {say("connections.add.none", { search: typed })}
        </Text>
      )}
      <ScrollArea.Autosize mah="55vh" viewportProps={{ tabIndex: -1 }}>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" p={4}>
          {found.map((one) => (
            <UnstyledButton
              key={one.slug}
              className={classes.service}
              onClick={() => onChoose(one.slug)}
            >
              <ConnectorIcon slug={one.slug} name="" size={32} />
              <span className={classes.words}>
                <Text component="span" fw={600} size="sm">
                  {one.name}
                </Text>
                <Text component="span" size="xs" lineClamp={2} className={classes.about}>
                  {one.description}
                </Text>
              </span>
            </UnstyledButton>
          ))}
        </SimpleGrid>
      </ScrollArea.Autosize>
    </>
  );
}

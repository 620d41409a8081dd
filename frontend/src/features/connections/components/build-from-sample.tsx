import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Shapes } from "../../../api/client";
import { useWords } from "../../../i18n/words";
import { tellFailure } from "../../../ui/notice";
import type { Connection, Connector } from "../model";
import { bundleFrom } from "../queries";

interface Props {
  connection: Connection;
  connector: Connector;
  sample: Shapes["SampleShape"];
}

/** Begins a bundle with a caught request; not offered where it could be one of several events. */
export function BuildFromSample({ connection, connector, sample }: Props) {
  const say = useWords();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const triggers = connector.triggers.filter((one) => one.kind === "webhook");
  const trigger = triggers.length === 1 ? triggers[0] : undefined;
  const building = useMutation({
    mutationFn: (event: string) => bundleFrom(connection, event, sample.data),
    onSuccess: async (id) => {
      void cache.invalidateQueries();
      await navigate({ to: "/bundles/$id", params: { id } });
    },
    onError: tellFailure,
  });
  if (!trigger) return null;
  return (
    <Button
      size="compact-sm"
      variant="light"
      loading={building.isPending}
      onClick={() => building.mutate(trigger.name)}
    >
      {say("connections.caught.use")}
    </Button>
  );
}

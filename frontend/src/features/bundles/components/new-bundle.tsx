import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useWords } from "../../../i18n/words";
import { tellFailure } from "../../../ui/notice";
import { create } from "../deeds";
import { refreshLists } from "../queries";

interface Props {
  /** The group it is made in. */
  group?: string;
  size?: "xs" | "sm";
  variant?: "filled" | "default";
}

/** Makes a bundle and opens it in the builder. */
export function NewBundle({ group, size = "sm", variant = "filled" }: Props) {
  const say = useWords();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const making = useMutation({
    mutationFn: () => create(say("bundles.new.name"), group ?? null),
    onSuccess: async (id) => {
      await navigate({ to: "/bundles/$id", params: { id }, search: { step: "trigger" } });
      await refreshLists(cache);
    },
    onError: tellFailure,
  });
  return (
    <Button
      size={size}
      variant={variant}
      loading={making.isPending}
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => making.mutate()}
    >
      {say("bundles.new")}
    </Button>
  );
}

import { TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../../api/client";
import { useWords } from "../../../i18n/words";
import { tellFailure } from "../../../ui/notice";
import { useDraft } from "../draft";
import { type Bundle, bundleQuery } from "../queries";
import classes from "./builder-header.module.css";

const LONGEST = 200;

/** The bundle's name; what is written is its name when one leaves the field. */
export function NameField({ bundle }: { bundle: Bundle }) {
  const say = useWords();
  const cache = useQueryClient();
  const { mayEdit } = useDraft();
  const [written, setWritten] = useState<string | null>(null);
  const renaming = api.useMutation("patch", "/api/v1/bundles/{id}", {
    onSuccess: ({ name, updated_at }) => {
      cache.setQueryData(bundleQuery(bundle.id).queryKey, { ...bundle, name, updated_at });
      void cache.invalidateQueries({ queryKey: ["get", "/api/v1/bundles"] });
    },
    onError: tellFailure,
    onSettled: () => setWritten(null),
  });
  const keep = () => {
    const name = written?.trim();
    if (!name || name === bundle.name) setWritten(null);
    else renaming.mutate({ params: { path: { id: bundle.id } }, body: { name } });
  };
  return (
    <TextInput
      className={classes.name}
      aria-label={say("builder.name")}
      disabled={!mayEdit}
      maxLength={LONGEST}
      value={written ?? bundle.name}
      onChange={(event) => setWritten(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") setWritten(null);
      }}
    />
  );
}

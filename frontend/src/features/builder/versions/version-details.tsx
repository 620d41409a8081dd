import { Button, Paper, Select, Stack } from "@mantine/core";
import { IconRestore } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../../api/client";
import { useWords } from "../../../i18n/words";
import { Failed } from "../../../ui/failed";
import { LoadingRows } from "../../../ui/loading";
import { tell } from "../../../ui/notice";
import { readDraft } from "../definition";
import type { Editor } from "../use-editor";
import { Changes } from "./changes";

const DRAFT = "draft";

interface Props {
  editor: Editor;
  number: number;
  /** Every version there is. */
  others: number[];
  onRestored: () => void;
}

/** What differs between a version and the draft or another version, and the way back to it. */
export function VersionDetails({ editor, number, others, onRestored }: Props) {
  const say = useWords();
  const { draft, dispatch, mayEdit, bundleId } = editor.drafting;
  const [against, setAgainst] = useState(DRAFT);
  const version = useQuery(versionQuery(bundleId, number));
  const other = useQuery({
    ...versionQuery(bundleId, Number(against)),
    enabled: against !== DRAFT,
  });
  if (version.error) return <Failed error={version.error} />;
  if (!version.data) return <LoadingRows rows={2} height={32} />;
  const before = readDraft(version.data.definition);
  const after = against === DRAFT ? draft : other.data && readDraft(other.data.definition);
  const restore = () => {
    dispatch({ do: "replace", draft: before });
    tell(say("builder.versions.restored", { number }));
    onRestored();
  };
  return (
    <Paper withBorder p="sm" mt="sm">
      <Stack gap="sm">
        <Select
          label={say("builder.versions.against", { number })}
          data={[
            { value: DRAFT, label: say("builder.versions.draft") },
            ...others
              .filter((one) => one !== number)
              .map((one) => ({
                value: String(one),
                label: say("builder.versions.number", { number: one }),
              })),
          ]}
          value={against}
          onChange={(chosen) => setAgainst(chosen ?? DRAFT)}
          allowDeselect={false}
        />
        {after ? <Changes before={before} after={after} /> : <LoadingRows rows={2} height={32} />}
        {mayEdit && (
          <Button variant="default" leftSection={<IconRestore size={16} />} onClick={restore}>
            {say("builder.versions.restore", { number })}
          </Button>
        )}
      </Stack>
    </Paper>
  );
}

const versionQuery = (bundle: string, number: number) =>
  api.queryOptions(
    "get",
    "/api/v1/bundles/{bundle_id}/versions/{number}",
    { params: { path: { bundle_id: bundle, number } } },
    { staleTime: Number.POSITIVE_INFINITY },
  );

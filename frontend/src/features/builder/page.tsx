import { Box, VisuallyHidden } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useWords } from "../../i18n/words";
import { Failed } from "../../ui/failed";
import { LoadingRows } from "../../ui/loading";
import { EditorFrame } from "./editor-frame";
import { bundleQuery } from "./queries";

const route = getRouteApi("/shell/bundles/$id");

/** The builder of one bundle. */
export function BuilderPage() {
  const say = useWords();
  const { id } = route.useParams();
  const bundle = useQuery(bundleQuery(id));
  if (bundle.data) return <EditorFrame key={id} bundle={bundle.data} />;
  if (bundle.error)
    return (
      <>
        <VisuallyHidden component="h1">{say("builder.title")}</VisuallyHidden>
        <Failed error={bundle.error} onRetry={() => void bundle.refetch()} />
      </>
    );
  return (
    <Box maw={420} mx="auto" mt="xl">
      <LoadingRows rows={4} height={60} />
    </Box>
  );
}

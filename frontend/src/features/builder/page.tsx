import { Box, VisuallyHidden } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { everyConnectionQuery } from "../../api/lists";
import { useWords } from "../../i18n/words";
import { Failed } from "../../ui/failed";
import { LoadingRows } from "../../ui/loading";
import { EditorFrame } from "./editor-frame";
import { bundleQuery, connectorsQuery } from "./queries";

const route = getRouteApi("/shell/bundles/$id");

/** The builder of one bundle. */
export function BuilderPage() {
  const say = useWords();
  const { id } = route.useParams();
  const bundle = useQuery(bundleQuery(id));
  // Without them a bundle would look as if nothing was chosen in it.
  const services = useQuery(connectorsQuery());
  const connections = useQuery(everyConnectionQuery());
  const isKnown = services.data && connections.data;
  if (bundle.data && isKnown) return <EditorFrame key={id} bundle={bundle.data} />;
  const failed = [bundle, services, connections].find(({ data, error }) => !data && error);
  if (failed)
    return (
      <>
        <VisuallyHidden component="h1">{say("builder.title")}</VisuallyHidden>
        <Failed error={failed.error} onRetry={() => void failed.refetch()} />
      </>
    );
  return (
    <Box maw={420} mx="auto" mt="xl">
      <LoadingRows rows={4} height={60} />
    </Box>
  );
}

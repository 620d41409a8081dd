import { Skeleton, Stack, VisuallyHidden } from "@mantine/core";
import { useWords } from "../../../i18n/words";

/** The shape of numbers and charts that are on their way. */
export function LoadingCharts() {
  const say = useWords();
  return (
    <Stack gap="md" aria-busy>
      <VisuallyHidden role="status">{say("ui.loading")}</VisuallyHidden>
      <Skeleton height={88} />
      <Skeleton height={360} />
      <Skeleton height={360} />
    </Stack>
  );
}

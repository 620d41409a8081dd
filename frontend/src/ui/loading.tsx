import { Skeleton, Stack, VisuallyHidden } from "@mantine/core";
import { useWords } from "../i18n/words";

interface Props {
  rows?: number;
  /** Height of one row in pixels, that of what will come. */
  height?: number;
}

/** The shape of a list that is on its way. */
export function LoadingRows({ rows = 6, height = 64 }: Props) {
  const say = useWords();
  const places = Array.from({ length: rows }, (_, at) => `row-${at}`);
  return (
    <Stack gap="xs" aria-busy>
      <VisuallyHidden role="status">{say("ui.loading")}</VisuallyHidden>
      {places.map((place) => (
        <Skeleton key={place} height={height} radius="md" />
      ))}
    </Stack>
  );
}

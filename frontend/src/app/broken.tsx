import { Box } from "@mantine/core";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { isPassing, problemOf } from "../api/problems";
import { Failed } from "../ui/failed";

const AGAIN_MS = 5_000;

/** A page that could not be opened, and why; what may pass is tried again by itself. */
export function Broken({ error }: ErrorComponentProps) {
  const router = useRouter();
  useEffect(() => {
    if (!isPassing(problemOf(error))) return;
    const trying = setInterval(() => void router.invalidate(), AGAIN_MS);
    return () => clearInterval(trying);
  }, [error, router]);
  return (
    <Box p="lg" maw={760} mx="auto">
      <Failed error={error} onRetry={() => void router.invalidate()} />
    </Box>
  );
}

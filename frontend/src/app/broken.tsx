import { Box } from "@mantine/core";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { isPassing, isProblem, problemOf } from "../api/problems";
import { useWords } from "../i18n/words";
import { Failed, Trouble } from "../ui/failed";
import { isUnfetched } from "./outdated";

const AGAIN_MS = 5_000;

/** A page that could not be opened, or that broke down while it was shown, and why. */
export function Broken({ error }: ErrorComponentProps) {
  const { matches } = useRouter().state;
  const isOpening =
    isProblem(error) || isUnfetched(error) || matches.some((match) => match.error === error);
  return (
    <Box p="lg" maw={760} mx="auto">
      {isOpening ? <Unopened error={error} /> : <Crashed message={String(error)} />}
    </Box>
  );
}

/** What may pass is tried again by itself. */
function Unopened({ error }: { error: unknown }) {
  const router = useRouter();
  useEffect(() => {
    if (!isPassing(problemOf(error))) return;
    const trying = setInterval(() => void router.invalidate(), AGAIN_MS);
    return () => clearInterval(trying);
  }, [error, router]);
  return <Failed error={error} onRetry={() => void router.invalidate()} />;
}

/** Nothing but a mistake in our own code leads here; it is told as one. */
function Crashed({ message }: { message: string }) {
  const say = useWords();
  return (
    <Trouble
      title={say("app.crashed.title")}
      text={say("app.crashed.help", { message })}
      remedy={say("app.crashed.reload")}
      onRemedy={() => location.reload()}
    />
  );
}

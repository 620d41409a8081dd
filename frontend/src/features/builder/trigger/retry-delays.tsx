import { TagsInput } from "@mantine/core";
import { useState } from "react";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { useDraft, useMistake } from "../draft";
import { delaysOf, MOST_DELAYS, readDelay, withDelays } from "./retry";

/** The pauses before each new attempt, written as people write them. */
export function RetryDelays() {
  const say = useWords();
  const format = useFormat();
  const { draft, dispatch, mayEdit } = useDraft();
  const mistake = useMistake("trigger")("retry/delays");
  const [unread, setUnread] = useState<string | null>(null);
  const delays = delaysOf(draft.retry) ?? [];
  const words = delays.map((delay) => format.duration(delay * 1000));
  const take = (tags: string[]) => {
    const read = tags.map((tag) => delays[words.indexOf(tag)] ?? readDelay(tag));
    setUnread(tags.find((_, at) => read[at] === null) ?? null);
    const next = read.filter((delay) => delay !== null);
    dispatch({ do: "setRetry", retry: withDelays(draft.retry, next) });
  };
  return (
    <TagsInput
      data-field="retry/delays"
      label={say("builder.retry.delays")}
      description={say("builder.retry.delays_help")}
      value={words}
      onChange={take}
      maxTags={MOST_DELAYS}
      allowDuplicates
      error={unread === null ? mistake : say("builder.retry.delay_unread", { text: unread })}
      disabled={!mayEdit}
    />
  );
}

import { Select } from "@mantine/core";
import { useWords } from "../../../i18n/words";
import { useDraft } from "../draft";
import { presetOf, type RetryPreset, retryOf } from "./retry";
import { RetryDelays } from "./retry-delays";

const PRESETS: RetryPreset[] = ["usual", "short", "never", "own"];

/** How long it is tried again when a service does not answer. */
export function RetryForm() {
  const say = useWords();
  const { draft, dispatch, mayEdit } = useDraft();
  const chosen = presetOf(draft.retry);
  return (
    <>
      <Select
        data-field="retry"
        label={say("builder.retry.label")}
        data={PRESETS.map((one) => ({ value: one, label: say(`builder.retry.${one}`) }))}
        value={chosen}
        onChange={(preset) => {
          if (preset && preset !== chosen)
            dispatch({ do: "setRetry", retry: retryOf(preset, draft.retry) });
        }}
        disabled={!mayEdit}
        allowDeselect={false}
      />
      {chosen === "own" && <RetryDelays />}
    </>
  );
}

import { Select } from "@mantine/core";
import { useWords } from "../../../i18n/words";
import type { Retry } from "../definition";
import { useDraft } from "../draft";

const PRESETS: Record<"usual" | "short" | "never", Retry | undefined> = {
  usual: undefined,
  short: [5, 30, 300],
  never: [],
};

type Preset = keyof typeof PRESETS | "own";

/** How long it is tried again when a service does not answer. */
export function RetryForm() {
  const say = useWords();
  const { draft, dispatch, mayEdit } = useDraft();
  const chosen = presetOf(draft.retry);
  const offered: Preset[] =
    chosen === "own" ? ["usual", "short", "never", "own"] : ["usual", "short", "never"];
  return (
    <Select
      data-field="retry"
      label={say("builder.retry.label")}
      data={offered.map((one) => ({ value: one, label: say(`builder.retry.${one}`) }))}
      value={chosen}
      onChange={(preset) => {
        if (preset && preset !== "own") dispatch({ do: "setRetry", retry: PRESETS[preset] });
      }}
      disabled={!mayEdit}
      allowDeselect={false}
    />
  );
}

function presetOf(retry: Retry | undefined): Preset {
  if (retry === undefined || retry === null) return "usual";
  if (Array.isArray(retry) && retry.length === 0) return "never";
  return JSON.stringify(retry) === JSON.stringify(PRESETS.short) ? "short" : "own";
}

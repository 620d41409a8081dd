import { TextInput } from "@mantine/core";
import { useDraft } from "../../draft";
import type { Chooser } from "./choosable";

type Props = Chooser & { kind: "date" | "datetime" };

/** A date, or a date with a time, with the browser's own calendar. */
export function MomentInput({ kind, value, onChange, error, ids }: Props) {
  const { mayEdit } = useDraft();
  return (
    <TextInput
      type={kind === "date" ? "date" : "datetime-local"}
      value={typeof value === "string" ? value : ""}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
      error={Boolean(error)}
      disabled={!mayEdit}
      maw={260}
      aria-labelledby={ids.labelledby}
      aria-describedby={ids.describedby}
    />
  );
}

import { Text } from "@mantine/core";
import { useWords } from "../../../i18n/words";
import type { Editor } from "../use-editor";
import classes from "./builder-header.module.css";

/** Whether everything is at the server, in words. */
export function SavedState({ editor: { saving, saver, drafting } }: { editor: Editor }) {
  const say = useWords();
  const isBad = ["offline", "refused", "conflict"].includes(saving.state);
  const words = drafting.mayEdit
    ? say(`builder.saving.${saving.state}`, { revision: saver.revision })
    : say("builder.saving.read_only");
  return (
    <Text
      className={classes.saved}
      size="xs"
      c={isBad ? "var(--mantine-color-error)" : "dimmed"}
      role="status"
      truncate
      title={saving.state === "refused" ? saving.problem.detail : words}
    >
      {words}
    </Text>
  );
}

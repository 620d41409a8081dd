import { Anchor, Text } from "@mantine/core";
import { useWords } from "../../../i18n/words";
import { TextLink } from "../../../ui/text-link";
import { type Row, troubleOf } from "../model";
import { useAsk } from "../questions";
import classes from "./rows.module.css";

/** Why a bundle stands still or goes slower, in a sentence, with the way out. */
export function RowTrouble({ row }: { row: Row }) {
  const say = useWords();
  const ask = useAsk();
  const trouble = troubleOf(row);
  if (!trouble) return null;
  const until = () => ask({ what: "until", row, refusal: null });
  return (
    <Text component="div" size="xs" className={classes.trouble} data-stops={trouble.stops}>
      {trouble.message}{" "}
      {trouble.wayOut === "errors" && (
        <TextLink
          to="/journal"
          search={{ bundle: row.id, events: "errors" }}
          size="xs"
          c="inherit"
          underline="always"
        >
          {say("bundles.way_out.errors")}
        </TextLink>
      )}
      {trouble.wayOut === "builder" && (
        <TextLink
          to="/bundles/$id"
          params={{ id: row.id }}
          size="xs"
          c="inherit"
          underline="always"
        >
          {say("bundles.way_out.builder")}
        </TextLink>
      )}
      {trouble.wayOut === "until" && (
        <Anchor component="button" size="xs" c="inherit" underline="always" onClick={until}>
          {say("bundles.way_out.until")}
        </Anchor>
      )}
    </Text>
  );
}

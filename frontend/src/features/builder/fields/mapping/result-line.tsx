import { Badge } from "@mantine/core";
import { useFormat } from "../../../../i18n/format";
import { type Key, useWords } from "../../../../i18n/words";
import type { Json } from "../../definition";
import type { FieldPreview } from "../preview";
import { resultText } from "./faces";
import classes from "./mapping.module.css";
import { guess } from "./values";

interface Props {
  preview: FieldPreview;
  /** Whether the field is one pill, so that its value keeps its type. */
  keepsType: boolean;
}

/** What a mapped field comes to with the sample. */
export function ResultLine({ preview, keepsType }: Props) {
  const say = useWords();
  const format = useFormat();
  // The border where any JSON comes in.
  const value = preview.value as Json;
  const type = typeof value === "string" || value === null ? null : guess(value);
  return (
    <div className={classes.result}>
      <span className={classes.quiet} aria-hidden>
        {"="}
      </span>
      <span className={`${classes.shown} ${classes.quiet}`}>
        {resultText(value, preview.text, say, format)}
      </span>
      {keepsType && type && (
        <Badge size="xs" variant="default" tt="none" flex="none">
          {say(`builder.fields.type.${type}` as Key)}
        </Badge>
      )}
    </div>
  );
}

import { IconCheck, IconX } from "@tabler/icons-react";
import type { Shapes } from "../../../../api/client";
import { useWords } from "../../../../i18n/words";
import type { Json } from "../../definition";
import { inShort } from "../mapping/faces";
import classes from "./condition.module.css";

/** What one comparison saw in the sample, and whether it holds. */
export function ComparisonSeen({ seen }: { seen: Shapes["ComparisonPreview"] }) {
  const say = useWords();
  // Incomplete ones say so under the input that lacks something.
  if (seen.error) return null;
  const Icon = seen.passes ? IconCheck : IconX;
  // The border where any JSON comes in.
  const value = inShort(seen.value as Json, say);
  return (
    <div className={classes.verdict}>
      <Icon
        size={14}
        data-passes={seen.passes}
        role="img"
        aria-label={say(seen.passes ? "builder.fields.when.holds" : "builder.fields.when.fails")}
      />
      <span>{say("builder.fields.when.seen", { value })}</span>
    </div>
  );
}

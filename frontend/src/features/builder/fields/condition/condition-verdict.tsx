import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useWords } from "../../../../i18n/words";
import classes from "./condition.module.css";

/** Whether the last sample passes, in a word and a sign. */
export function ConditionVerdict({ passes }: { passes: boolean }) {
  const say = useWords();
  const Icon = passes ? IconCircleCheck : IconCircleX;
  return (
    <output className={classes.whole} data-passes={passes}>
      <Icon size={18} aria-hidden />
      {say(passes ? "builder.fields.when.passes" : "builder.fields.when.stops")}
    </output>
  );
}

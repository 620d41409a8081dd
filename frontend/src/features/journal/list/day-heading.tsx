import { Text } from "@mantine/core";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import classes from "./rows.module.css";

const DAY_MS = 24 * 3600 * 1000;

/** Where another day begins. */
export function DayHeading({ day }: { day: string }) {
  const say = useWords();
  const format = useFormat();
  const today = new Date();
  const yesterday = new Date(today.getTime() - DAY_MS);
  const words =
    day === format.day(today)
      ? say("journal.today", { day })
      : day === format.day(yesterday)
        ? say("journal.yesterday", { day })
        : day;
  return (
    <Text size="sm" className={classes.day}>
      {words}
    </Text>
  );
}

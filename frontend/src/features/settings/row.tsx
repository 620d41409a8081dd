import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./row.module.css";

interface Props {
  title: ReactNode;
  note?: ReactNode;
  /** What one can do with it. */
  children?: ReactNode;
}

/** One thing of a settings list: its name, what there is to know, what can be done. */
export function Row({ title, note, children }: Props) {
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <Text component="div" size="sm" fw={500}>
          {title}
        </Text>
        {note && (
          <Text component="div" size="xs" c="dimmed">
            {note}
          </Text>
        )}
      </div>
      {children}
    </li>
  );
}

import { Group, Text } from "@mantine/core";
import classes from "./state.module.css";

export type Tone = "good" | "calm" | "busy" | "warn" | "bad";

interface Props {
  tone: Tone;
  children: string;
}

/** A state: a dot and its word, never the colour alone. */
export function State({ tone, children }: Props) {
  return (
    <Group component="span" gap={6} wrap="nowrap" display="inline-flex">
      <span className={classes.dot} data-tone={tone} aria-hidden />
      <Text component="span" size="sm">
        {children}
      </Text>
    </Group>
  );
}

import { Code, Group } from "@mantine/core";
import { Copy } from "../../../ui/copy";
import classes from "./hook-section.module.css";

/** A text to take to another place whole: an address, a command. */
export function AddressLine({ text, label }: { text: string; label: string }) {
  return (
    <Group gap={4} wrap="nowrap" align="flex-start">
      <Code className={classes.line}>{text}</Code>
      <Copy value={text} label={label} />
    </Group>
  );
}

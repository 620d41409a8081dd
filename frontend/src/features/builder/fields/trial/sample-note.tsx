import { Text } from "@mantine/core";
import { useWords } from "../../../../i18n/words";
import { Ago } from "../../../../ui/ago";
import type { Sample } from "../../draft";
import classes from "../form/form.module.css";

/** Where the sample of a step is from. */
export function SampleNote({ sample }: { sample: Sample }) {
  const say = useWords();
  return (
    <Text size="xs" mb={4} className={classes.quiet ?? ""}>
      {say("builder.fields.test.sample")}
      {" · "}
      {say(`builder.fields.origin.${sample.origin}`)}
      {sample.at && (
        <>
          {" · "}
          <Ago at={sample.at} />
        </>
      )}
    </Text>
  );
}

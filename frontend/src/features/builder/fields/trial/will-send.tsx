import { Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useFormat } from "../../../../i18n/format";
import { useWords } from "../../../../i18n/words";
import type { ActionStep, Json } from "../../definition";
import { serviceOf, useDraft } from "../../draft";
import { connectorQuery } from "../../queries";
import classes from "../form/form.module.css";
import { isEntered, specsOf } from "../form/schema";
import { resultText } from "../mapping/faces";
import { useFieldPreview } from "../preview";

/** The fields of an action with the values that the sample gives them. */
export function WillSend({ step }: { step: ActionStep }) {
  const say = useWords();
  const service = serviceOf(useDraft(), step) ?? "";
  const { data } = useQuery(connectorQuery(service));
  const action = data?.actions.find(({ name }) => name === step.action);
  const filled = Object.entries(step.fields ?? {}).filter(([, value]) => isEntered(value));
  const specs = action ? specsOf(action.fields) : [];
  if (filled.length === 0) return <Text size="sm">{say("builder.fields.test.no_fields")}</Text>;
  return (
    <Table verticalSpacing={4} horizontalSpacing="xs" layout="fixed">
      <Table.Tbody>
        {filled.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" w="38%" fw={500} fz="xs">
              {specs.find((one) => one.name === name)?.title ?? name}
            </Table.Th>
            <Table.Td fz="xs">
              <Sent at={step.id} name={name} value={value} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Sent({ at, name, value }: { at: string; name: string; value: Json }) {
  const say = useWords();
  const format = useFormat();
  const preview = useFieldPreview(at, name, value);
  if (!preview)
    return <span className={classes.quiet}>{say("builder.fields.result.checking")}</span>;
  if (preview.error) {
    return (
      <Text span size="xs" c="var(--mantine-color-error)">
        {preview.error.message}
      </Text>
    );
  }
  return (
    <span className={classes.sent}>
      {resultText(preview.value as Json, preview.text, say, format)}
    </span>
  );
}

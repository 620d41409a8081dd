import { NumberInput, Stack, Text } from "@mantine/core";
import { useWords } from "../../../../i18n/words";
import { JsonTree } from "../../../../ui/json-tree/json-tree";
import type { LoopStep } from "../../definition";
import { useDraft, useMistake } from "../../draft";
import { MappingInput } from "../mapping-input";
import { useListPreview } from "../preview";

/** The list that a loop goes through, and what its first item is. */
export function LoopForm({ step }: { step: LoopStep }) {
  const say = useWords();
  const { dispatch, mayEdit } = useDraft();
  const mistake = useMistake(step.id)("limit");
  const preview = useListPreview(step.id, step.over);
  return (
    <Stack gap="md">
      <MappingInput
        label={say("builder.fields.loop.over")}
        help={say("builder.fields.loop.over_help")}
        value={step.over}
        onChange={(over) =>
          dispatch({ do: "setStep", step: step.id, patch: { over }, typing: `${step.id} over` })
        }
        at={step.id}
        path="over"
        look={{ isRequired: true }}
      />
      {preview && !preview.error && (
        <div>
          <Text size="sm" mb={4}>
            {say("builder.fields.loop.count", { count: preview.count })}
          </Text>
          {preview.count > 0 && (
            <JsonTree value={preview.first} path="item" label={say("builder.fields.loop.first")} />
          )}
        </div>
      )}
      <NumberInput
        data-field="limit"
        label={say("builder.fields.loop.limit")}
        description={say("builder.fields.loop.limit_help")}
        min={1}
        max={100_000}
        allowDecimal={false}
        maw={240}
        value={step.limit ?? ""}
        onChange={(limit) =>
          dispatch({
            do: "setStep",
            step: step.id,
            patch: { limit: typeof limit === "number" ? limit : undefined },
            typing: `${step.id} limit`,
          })
        }
        error={mistake}
        disabled={!mayEdit}
      />
    </Stack>
  );
}

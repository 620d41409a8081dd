import { Button, Input, SegmentedControl, Stack } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useId } from "react";
import { useWords } from "../../../../i18n/words";
import type { RouterStep } from "../../definition";
import { useDraft } from "../../draft";
import { BranchForm } from "./branch-form";

/** The branches of a router: names, conditions, order, and how many of them are taken. */
export function RouterForm({ step }: { step: RouterStep }) {
  const say = useWords();
  const id = useId();
  const { dispatch, mayEdit } = useDraft();
  return (
    <Stack gap="md" data-field="branches">
      <div data-field="mode">
        <Input.Label component="div" id={id} mb={4}>
          {say("builder.fields.router.mode")}
        </Input.Label>
        <SegmentedControl
          fullWidth
          aria-labelledby={id}
          value={step.mode ?? "first"}
          onChange={(next) =>
            dispatch({
              do: "setStep",
              step: step.id,
              patch: { mode: next === "all" ? "all" : "first" },
            })
          }
          data={[
            { value: "first", label: say("builder.fields.router.first") },
            { value: "all", label: say("builder.fields.router.all") },
          ]}
          disabled={!mayEdit}
        />
      </div>
      {step.branches.map((branch, number) => (
        <BranchForm key={number} step={step} branch={branch} at={number} />
      ))}
      {mayEdit && (
        <Button
          variant="default"
          w="fit-content"
          leftSection={<IconPlus size={16} />}
          onClick={() => dispatch({ do: "addBranch", step: step.id })}
        >
          {say("builder.fields.router.add")}
        </Button>
      )}
    </Stack>
  );
}

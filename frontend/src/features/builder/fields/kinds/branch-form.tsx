import { ActionIcon, Group, Paper, Stack, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconCopy, IconTrash } from "@tabler/icons-react";
import { useWords } from "../../../../i18n/words";
import type { Branch, RouterStep } from "../../definition";
import { useDraft, useMistake } from "../../draft";
import { ConditionEditor } from "../condition-editor";

interface Props {
  step: RouterStep;
  branch: Branch;
  at: number;
}

/** One branch of a router: its name, when it is taken, its place among the others. */
export function BranchForm({ step, branch, at }: Props) {
  const say = useWords();
  const { dispatch, mayEdit } = useDraft();
  const number = at + 1;
  const mistake = useMistake(step.id)(`branches/${at}/name`);
  const own = { step: step.id, branch: at };
  return (
    <Paper
      withBorder
      p="sm"
      component="section"
      aria-label={say("builder.fields.router.branch", { number })}
    >
      <Stack gap="sm">
        <Group gap={4} wrap="nowrap" align="end">
          <TextInput
            flex={1}
            data-field={`branches/${at}/name`}
            aria-label={say("builder.fields.router.name", { number })}
            placeholder={say("builder.fields.router.branch", { number })}
            value={branch.name ?? ""}
            maxLength={200}
            onChange={(event) =>
              dispatch({
                do: "setBranch",
                ...own,
                patch: { name: event.currentTarget.value || undefined },
                typing: `${step.id} branch ${at}`,
              })
            }
            error={mistake}
            disabled={!mayEdit}
          />
          {mayEdit && <BranchDeeds step={step} at={at} />}
        </Group>
        <ConditionEditor
          value={branch.when}
          onChange={(when, typing) => dispatch({ do: "setWhen", ...own, when, typing })}
          at={step.id}
          path={`branches/${at}/when`}
          empty={say("builder.fields.when.empty_branch")}
        />
      </Stack>
    </Paper>
  );
}

function BranchDeeds({ step, at }: Pick<Props, "step" | "at">) {
  const say = useWords();
  const { dispatch } = useDraft();
  const number = at + 1;
  const last = step.branches.length - 1;
  const move = (to: number) => dispatch({ do: "moveBranch", step: step.id, from: at, to });
  return (
    <Group gap={0} wrap="nowrap" mb={4}>
      <ActionIcon
        aria-label={say("builder.fields.router.up", { number })}
        disabled={at === 0}
        onClick={() => move(at - 1)}
      >
        <IconArrowUp size={16} />
      </ActionIcon>
      <ActionIcon
        aria-label={say("builder.fields.router.down", { number })}
        disabled={at === last}
        onClick={() => move(at + 1)}
      >
        <IconArrowDown size={16} />
      </ActionIcon>
      <ActionIcon
        aria-label={say("builder.fields.router.duplicate", { number })}
        onClick={() => dispatch({ do: "duplicateBranch", step: step.id, branch: at })}
      >
        <IconCopy size={16} />
      </ActionIcon>
      <ActionIcon
        color="red"
        aria-label={say("builder.fields.router.remove", { number })}
        disabled={last === 0}
        onClick={() => dispatch({ do: "removeBranch", step: step.id, branch: at })}
      >
        <IconTrash size={16} />
      </ActionIcon>
    </Group>
  );
}

import { Badge, Box, Center, Group } from "@mantine/core";
import { useWords } from "../../../i18n/words";
import type { Step } from "../definition";
import { useDraft } from "../draft";
import { innersOf, type Sequence } from "../places";
import { AddButton } from "./add-button";
import { StepCard } from "./step-card";
import classes from "./step-list.module.css";

/** The bundle as a plain nested list: everything the canvas shows, and does. */
export function StepList() {
  const say = useWords();
  const { draft } = useDraft();
  return (
    <Box p="md" maw={640} mx="auto">
      <ol className={classes.list} aria-label={say("builder.list.label")}>
        <li>
          <StepCard step={null} />
        </li>
        <Steps steps={draft.steps} within={{ parent: null }} />
      </ol>
    </Box>
  );
}

function Steps({ steps, within }: { steps: Step[]; within: Sequence }) {
  return (
    <>
      <Between within={within} at={0} />
      {steps.map((step, at) => (
        <Entry key={step.id} step={step} within={within} at={at} />
      ))}
    </>
  );
}

function Entry({ step, within, at }: { step: Step; within: Sequence; at: number }) {
  return (
    <>
      <li>
        <StepCard step={step} />
        {innersOf(step).map(({ branch, steps }) => (
          <div key={branch ?? "inside"} className={classes.inner}>
            <Way step={step} branch={branch} />
            <ol className={classes.list}>
              <Steps steps={steps} within={{ parent: step.id, branch }} />
            </ol>
          </div>
        ))}
      </li>
      <Between within={within} at={at + 1} />
    </>
  );
}

function Between({ within, at }: { within: Sequence; at: number }) {
  const { mayEdit } = useDraft();
  return (
    <li className={classes.between}>
      <Center>{mayEdit && <AddButton place={{ ...within, at }} />}</Center>
    </li>
  );
}

/** The name of a way out of a step. */
function Way({ step, branch }: { step: Step; branch?: number }) {
  const say = useWords();
  if (step.kind === "loop") return null;
  const named = step.kind === "router" && branch !== undefined ? step.branches[branch] : undefined;
  const words =
    step.kind === "router"
      ? named?.name || say("builder.branch", { number: (branch ?? 0) + 1 })
      : say("builder.add.rescue");
  return (
    <Group gap="xs" mb={4}>
      <Badge
        variant="default"
        tt="none"
        fw={500}
        color={step.kind === "action" ? "red" : "gray"}
        component="span"
      >
        {words}
      </Badge>
    </Group>
  );
}

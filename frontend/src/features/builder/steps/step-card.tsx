import { Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { useWords } from "../../../i18n/words";
import { type Step, TRIGGER } from "../definition";
import { type Drafting, serviceOf, useDraft } from "../draft";
import { useNaming } from "../naming";
import { useTrial } from "../use-trial";
import classes from "./step-card.module.css";
import { StepIcon } from "./step-icon";
import { StepMenu } from "./step-menu";
import { useOpening } from "./use-open";

const TONES = { ready: "good", incomplete: "warn", failed: "bad" } as const;

/** A step, or the trigger for null: what it is, the line that tells most, whether it is ready. */
export function StepCard({ step }: { step: Step | null }) {
  const say = useWords();
  const drafting = useDraft();
  const naming = useNaming();
  const { openId, open } = useOpening();
  const id = step?.id ?? TRIGGER;
  const title = step ? naming.titleOf(step) : naming.triggerTitle();
  const trial = useTrial(drafting.bundleId, id);
  const mistake = drafting.mistakes.find((one) => one.step === id);
  const isReady = !mistake && (step !== null || isChosen(drafting));
  const hasFailed = trial?.step === step && trial?.result.status === "failed";
  const standing = !isReady ? "incomplete" : hasFailed ? "failed" : "ready";
  const state = say(`builder.state.${standing}`);
  const known = step ? naming.detailOf(step) : connectionOf(drafting);
  const detail = standing === "ready" ? known : state;
  return (
    <div className={classes.card} data-open={openId === id || undefined}>
      <UnstyledButton
        className={classes.main}
        data-step={id}
        aria-current={openId === id || undefined}
        onClick={() => open(id)}
      >
        <Picture step={step} />
        <span className={classes.words}>
          <Text component="span" size="sm" fw={550} truncate title={title}>
            <Text component="span" size="sm" c="dimmed" mr={6}>
              {naming.numberOf(id)}
            </Text>
            {title}
          </Text>
          {detail && (
            <Text component="span" size="xs" c="dimmed" truncate title={mistake?.message}>
              {detail}
            </Text>
          )}
        </span>
        <span className={classes.dot} data-tone={TONES[standing]} title={state}>
          {detail !== state && <VisuallyHidden>{state}</VisuallyHidden>}
        </span>
      </UnstyledButton>
      {step && drafting.mayEdit && <StepMenu step={step} title={title} />}
    </div>
  );
}

function Picture({ step }: { step: Step | null }) {
  const drafting = useDraft();
  if (!step) {
    const kind = drafting.draft.trigger.schedule ? "schedule" : "trigger";
    return <StepIcon kind={kind} service={drafting.triggerService} />;
  }
  const service = step.kind === "action" ? serviceOf(drafting, step) : null;
  return <StepIcon kind={step.kind} service={service} />;
}

/** Tell whether something starts the bundle by itself; a person or a program can start any. */
function isChosen({ draft: { trigger } }: Drafting): boolean {
  return Boolean(trigger.connection || trigger.schedule);
}

/** The name of the account whose events start the bundle. */
function connectionOf({ draft, connections }: Drafting): string {
  return connections.find(({ id }) => id === draft.trigger.connection)?.name ?? "";
}

import { Anchor, Code, Group, Paper, Stack, Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import type { Shapes } from "../../../api/client";
import { type Say, useWords } from "../../../i18n/words";
import { JsonTree } from "../../../ui/json-tree/json-tree";
import { State, type Tone } from "../../../ui/state";
import type { Condition, Step } from "../definition";
import { useDraft } from "../draft";
import { findingsOf } from "../mistakes";
import { useNaming } from "../naming";
import { find } from "../places";
import { useFieldWords } from "../use-field-words";
import { Comparisons } from "./comparisons";

type Rehearsed = Shapes["RehearsedStep"];

const route = getRouteApi("/shell/bundles/$id");
const STATE_TONES: Record<Rehearsed["status"], Tone> = {
  would_send: "good",
  would_answer: "good",
  passed: "good",
  filtered: "calm",
  skipped: "calm",
  stopped: "calm",
  waited: "busy",
  failed: "bad",
  unfinished: "warn",
};
const TELLS_OUTPUT: ReadonlySet<Rehearsed["status"]> = new Set(["would_answer", "waited"]);

/** What each step would do. */
export function RehearsedSteps({ steps }: { steps: Rehearsed[] }) {
  const say = useWords();
  if (steps.length === 0) return <Text size="sm">{say("builder.rehearsal.no_steps")}</Text>;
  return (
    <Stack component="ol" gap="sm" p={0} m={0} style={{ listStyle: "none" }}>
      {steps.map((step) => (
        <li key={step.path || step.id}>
          <RehearsedStep step={step} />
        </li>
      ))}
    </Stack>
  );
}

function RehearsedStep({ step }: { step: Rehearsed }) {
  const say = useWords();
  const naming = useNaming();
  const { draft } = useDraft();
  const own = find(draft, step.id)?.step;
  return (
    <Paper withBorder p="sm">
      <Stack gap={6}>
        <Group justify="space-between" wrap="nowrap" align="start">
          <Text size="sm" fw={550}>
            <Text component="span" c="dimmed" mr={6}>
              {naming.numberOf(step.id)}
            </Text>
            {naming.titleAt(step.id)}
            {passOf(step, say)}
          </Text>
          <State tone={STATE_TONES[step.status]}>
            {say(`builder.rehearsal.status.${step.status}`)}
          </State>
        </Group>
        {step.parts && <Comparisons parts={step.parts} when={whenOf(own)} />}
        {step.branches.map((one) => (
          <div key={one.name}>
            <Text size="sm">{one.name}</Text>
            <Comparisons parts={one.parts} when={whenOf(own, one.name)} />
          </div>
        ))}
        {step.branch && (
          <Text size="sm">
            {step.branch.length > 0
              ? say("builder.rehearsal.branch", { names: step.branch.join(", ") })
              : say("builder.rehearsal.no_branch")}
          </Text>
        )}
        <Problems step={step} />
        {TELLS_OUTPUT.has(step.status) && <JsonTree value={step.output} openLevels={2} />}
        {step.status === "would_send" && <JsonTree value={step.input} openLevels={1} />}
        {step.requests.map((request) => (
          <Sent key={`${request.method} ${request.url}`} request={request} />
        ))}
      </Stack>
    </Paper>
  );
}

/** What is wrong at this step, each a link to its field. */
function Problems({ step }: { step: Rehearsed }) {
  const { draft } = useDraft();
  const sayField = useFieldWords(draft);
  const navigate = route.useNavigate();
  const told = [...(step.error ? [step.error] : []), ...step.mistakes];
  const { mistakes } = findingsOf(
    draft,
    told.map((one) => ({ ...one, params: {} })),
  );
  const problems = new Map(mistakes.map((one) => [`${one.path} ${one.code}`, one]));
  const go = (field: string) =>
    void navigate({
      search: (now) => ({ ...now, over: undefined, step: step.id, field: field || undefined }),
    });
  const own = find(draft, step.id)?.step ?? null;
  return [...problems].map(([key, { path, message }]) => (
    <Text size="sm" key={key}>
      {path && (
        <>
          <Anchor component="button" type="button" size="sm" onClick={() => go(path)}>
            {sayField(own, path)}
          </Anchor>
          {": "}
        </>
      )}
      {message}
    </Text>
  ));
}

function Sent({ request }: { request: Rehearsed["requests"][number] }) {
  const say = useWords();
  return (
    <details>
      <summary>
        <Text component="span" size="sm">
          {say("builder.rehearsal.request")}{" "}
        </Text>
        <Code style={{ overflowWrap: "anywhere" }}>
          {request.method} {request.url}
        </Code>
      </summary>
      <JsonTree value={request.body ?? null} openLevels={2} />
    </details>
  );
}

/** Name the pass of a loop, as the server's path counts it. */
function passOf({ path }: Rehearsed, say: Say): string {
  const pass = /\[(\d+)\]|\/(\d+)\//.exec(path);
  const number = pass?.[1] ?? pass?.[2];
  return number === undefined
    ? ""
    : ` · ${say("builder.rehearsal.pass", { number: Number(number) + 1 })}`;
}

/** Return the condition of a step, or of its branch with this name. */
function whenOf(step: Step | undefined, branch?: string): Condition | undefined {
  if (step?.kind === "router") return step.branches.find(({ name }) => name === branch)?.when;
  return step?.kind === "filter" || step?.kind === "stop" ? step.when : undefined;
}

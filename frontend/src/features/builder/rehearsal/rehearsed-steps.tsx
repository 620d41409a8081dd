import { Anchor, Badge, Code, Group, Paper, Stack, Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import type { Shapes } from "../../../api/client";
import { type Say, useWords } from "../../../i18n/words";
import { JsonTree } from "../../../ui/json-tree/json-tree";
import { useDraft } from "../draft";
import { useNaming } from "../naming";
import { find } from "../places";
import { useFieldWords } from "../use-field-words";
import { Comparisons } from "./comparisons";

type Rehearsed = Shapes["RehearsedStep"];

const route = getRouteApi("/shell/bundles/$id");
const COLORS: Record<Rehearsed["status"], string> = {
  would_send: "green",
  would_answer: "green",
  passed: "green",
  filtered: "gray",
  skipped: "gray",
  stopped: "gray",
  waited: "blue",
  failed: "red",
  unfinished: "yellow",
};

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
          <Badge variant="light" color={COLORS[step.status]} tt="none" fw={500} flex="none">
            {say(`builder.rehearsal.status.${step.status}`)}
          </Badge>
        </Group>
        {step.parts && <Comparisons parts={step.parts} />}
        {step.branches.map((one) => (
          <div key={one.name}>
            <Text size="sm">{one.name}</Text>
            <Comparisons parts={one.parts} />
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
  const problems = [...(step.error ? [step.error] : []), ...step.mistakes];
  const go = (path: string) =>
    void navigate({
      search: (now) => ({ ...now, over: undefined, step: step.id, field: path || undefined }),
    });
  return problems.map(({ path, code, message }) => {
    const inside = path.replace(/^\//, "");
    const own = find(draft, step.id)?.step ?? null;
    return (
      <Text size="sm" key={`${path} ${code}`}>
        <Anchor component="button" type="button" size="sm" onClick={() => go(inside)}>
          {inside ? sayField(own, inside) : step.id}
        </Anchor>
        {": "}
        {message}
      </Text>
    );
  });
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

import { Button, Group, Paper, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useWords } from "../../../i18n/words";
import { useDoors } from "../../../ui/doors";
import { firstConnectionQuery } from "../queries";
import { NewBundle } from "./new-bundle";

/** The way of somebody new: connect, build, watch; what is done has its mark. */
export function FirstSteps({ hasBundle, isMoving }: { hasBundle: boolean; isMoving: boolean }) {
  const say = useWords();
  const doors = useDoors();
  const { data, refetch } = useQuery(firstConnectionQuery());
  const isConnected = (data?.results.length ?? 0) > 0;
  const connect = async () => {
    if (await doors.addConnection()) await refetch();
  };
  const steps: StepProps[] = [
    {
      number: 1,
      isDone: isConnected,
      title: say("bundles.first.connect"),
      help: say("bundles.first.connect.help"),
      action: (
        <Button size="xs" variant={isConnected ? "default" : "filled"} onClick={connect}>
          {say(isConnected ? "bundles.first.connect.more" : "bundles.first.connect.do")}
        </Button>
      ),
    },
    {
      number: 2,
      isDone: isMoving,
      title: say("bundles.first.build"),
      help: say("bundles.first.build.help"),
      action: hasBundle ? null : (
        <NewBundle size="xs" variant={isConnected ? "filled" : "default"} />
      ),
    },
    {
      number: 3,
      isDone: false,
      title: say("bundles.first.watch"),
      help: say("bundles.first.watch.help"),
      action: isMoving ? (
        <Button
          size="xs"
          variant="default"
          renderRoot={(props) => <Link to="/journal" {...props} />}
        >
          {say("bundles.first.watch.do")}
        </Button>
      ) : null,
    },
  ];
  return (
    <Paper withBorder p="lg" maw={720} w="100%" mx="auto" mt={hasBundle ? 0 : "xl"}>
      <Stack gap="lg">
        <div>
          <Title order={2} size="h4">
            {say("bundles.first.title")}
          </Title>
          <Text c="dimmed" size="sm">
            {say("bundles.first.help")}
          </Text>
        </div>
        {steps.map((step) => (
          <Step key={step.number} {...step} />
        ))}
      </Stack>
    </Paper>
  );
}

interface StepProps {
  number: number;
  isDone: boolean;
  title: string;
  help: string;
  action: ReactNode;
}

function Step({ number, isDone, title, help, action }: StepProps) {
  const say = useWords();
  return (
    <Group wrap="nowrap" align="flex-start" gap="md">
      <ThemeIcon
        radius="xl"
        size={28}
        variant={isDone ? "filled" : "default"}
        role="img"
        aria-label={say(isDone ? "bundles.first.done" : "bundles.first.ahead", { number })}
      >
        {isDone ? <IconCheck size={16} /> : number}
      </ThemeIcon>
      <Stack gap={6} align="flex-start" flex={1}>
        <div>
          <Text fw={550} td={isDone ? "line-through" : undefined}>
            {title}
          </Text>
          <Text size="sm" c="dimmed">
            {help}
          </Text>
        </div>
        {action}
      </Stack>
    </Group>
  );
}

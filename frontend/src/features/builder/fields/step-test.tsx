import { Alert, Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconFlask } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { server } from "../../../api/client";
import { useWords } from "../../../i18n/words";
import { FormFailure } from "../../../ui/form-failure";
import { JsonTree } from "../../../ui/json-tree/json-tree";
import type { ActionStep } from "../definition";
import { useDraft } from "../draft";
import { useNaming } from "../naming";
import { samplesQuery } from "../queries";
import { keepTrial, useTrial } from "../use-trial";
import classes from "./form/form.module.css";
import { SampleNote } from "./trial/sample-note";
import { TrialResult } from "./trial/trial-result";
import { WillSend } from "./trial/will-send";

/** Runs one action for real, once, after saying what would be sent; its answer becomes the sample. */
export function StepTest({ step }: { step: ActionStep }) {
  const say = useWords();
  const naming = useNaming();
  const cache = useQueryClient();
  const { bundleId, samples, mayEdit, save } = useDraft();
  const [isAsking, setAsking] = useState(false);
  const tried = useTrial(bundleId, step.id);
  const trial = useMutation({
    mutationFn: async () => {
      await save();
      const { data, error } = await server.POST("/api/v1/bundles/{id}/steps/{step}/test", {
        params: { path: { id: bundleId, step: step.id } },
        body: {},
      });
      if (!data) throw error;
      return data;
    },
    onSuccess: (result) => {
      keepTrial(cache, bundleId, { step, result });
      return cache.invalidateQueries(samplesQuery(bundleId));
    },
  });
  const sample = samples.steps[step.id];
  const run = () => {
    setAsking(false);
    trial.mutate();
  };
  return (
    <Stack gap="sm" component="section" aria-label={say("builder.fields.test.title")}>
      <Title order={3} size="sm">
        {say("builder.fields.test.title")}
      </Title>
      {!isAsking && mayEdit && (
        <Group gap="sm">
          <Button
            variant="light"
            leftSection={<IconFlask size={16} />}
            loading={trial.isPending}
            onClick={() => setAsking(true)}
          >
            {say(tried ? "builder.fields.test.again" : "builder.fields.test.run")}
          </Button>
          <Text size="xs" flex={1} miw={160} className={classes.quiet ?? ""}>
            {say("builder.fields.test.about")}
          </Text>
        </Group>
      )}
      {isAsking && (
        <Alert color="gray" title={say("builder.fields.test.sends")}>
          <Stack gap="sm">
            <WillSend step={step} />
            <Text size="sm">
              {say("builder.fields.test.sure", { title: naming.titleOf(step) })}
            </Text>
            <Group gap="xs">
              <Button size="xs" data-autofocus autoFocus onClick={run}>
                {say("builder.fields.test.do_it")}
              </Button>
              <Button size="xs" variant="default" onClick={() => setAsking(false)}>
                {say("builder.fields.test.cancel")}
              </Button>
            </Group>
          </Stack>
        </Alert>
      )}
      <div aria-live="polite">
        {!isAsking && <FormFailure error={trial.error} />}
        {tried && !isAsking && !trial.isPending && (
          <TrialResult step={step} result={tried.result} />
        )}
      </div>
      {sample && !tried && !isAsking && (
        <div>
          <SampleNote sample={sample} />
          <JsonTree
            value={sample.output}
            path={step.id}
            label={say("builder.fields.test.sample")}
            openLevels={1}
          />
        </div>
      )}
    </Stack>
  );
}

import { Button, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { mistakeAt } from "../../api/problems";
import { enterCode, type Progress } from "../../api/session";
import { useWords } from "../../i18n/words";
import { FormFailure } from "../../ui/form-failure";
import { Door } from "./door";
import { explained } from "./refusals";

interface Props {
  onDone: (progress: Progress) => void;
  onBack: () => void;
}

/** The second step of signing in: a code from the app, or one of the recovery codes. */
export function CodeForm({ onDone, onBack }: Props) {
  const say = useWords();
  const entering = useMutation({ mutationFn: enterCode, onSuccess: onDone });
  const problem = explained(entering.error, say);
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const entered = new FormData(event.currentTarget).get("code");
    entering.mutate(String(entered).replaceAll(/\s/g, ""));
  };
  return (
    <Door
      title={say("session.code.title")}
      lead={say("session.code.lead")}
      footer={
        <Button variant="subtle" size="compact-sm" onClick={onBack}>
          {say("session.code.back")}
        </Button>
      }
    >
      <form onSubmit={send} noValidate>
        <Stack gap="md">
          <FormFailure error={problem} told={["/code"]} />
          <TextInput
            name="code"
            autoFocus
            autoComplete="one-time-code"
            inputMode="numeric"
            label={say("session.code.label")}
            error={mistakeAt(problem, "/code")}
          />
          <Button type="submit" loading={entering.isPending}>
            {say("session.code.do")}
          </Button>
        </Stack>
      </form>
    </Door>
  );
}

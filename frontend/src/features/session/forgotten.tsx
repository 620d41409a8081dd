import { Button, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { mistakeAt } from "../../api/problems";
import { requestReset } from "../../api/session";
import { useWords } from "../../i18n/words";
import { FormFailure } from "../../ui/form-failure";
import { TextLink } from "../../ui/text-link";
import { Door } from "./door";
import { LetterSent } from "./letter-sent";
import { explained } from "./refusals";

/** A forgotten password: the way to a new one comes by mail. */
export function Forgotten() {
  const say = useWords();
  const asking = useMutation({ mutationFn: requestReset });
  const problem = explained(asking.error, say);
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    asking.mutate(String(new FormData(event.currentTarget).get("email")));
  };
  if (asking.isSuccess) return <LetterSent about="reset" />;
  return (
    <Door
      title={say("session.forgotten.title")}
      lead={say("session.forgotten.lead")}
      footer={<TextLink to="/sign-in">{say("session.to_sign_in")}</TextLink>}
    >
      <form onSubmit={send} noValidate>
        <Stack gap="md">
          <FormFailure error={problem} told={["/email"]} />
          <TextInput
            type="email"
            name="email"
            autoComplete="username"
            autoFocus
            label={say("session.email")}
            error={mistakeAt(problem, "/email")}
          />
          <Button type="submit" loading={asking.isPending}>
            {say("session.forgotten.do")}
          </Button>
        </Stack>
      </form>
    </Door>
  );
}

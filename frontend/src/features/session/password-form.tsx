import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import { mistakeAt } from "../../api/problems";
import { useWords } from "../../i18n/words";
import { FormFailure } from "../../ui/form-failure";
import { explained } from "./refusals";

interface Props {
  verb: string;
  /** A password that is thought up here, not one that is known. */
  isNew: boolean;
  isPending: boolean;
  error: unknown;
  onSend: (entered: { email: string; password: string }) => void;
}

/** An address and its password; the server judges both, so its words stand at the inputs. */
export function PasswordForm({ verb, isNew, isPending, error, onSend }: Props) {
  const say = useWords();
  const problem = explained(error, say);
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const entered = new FormData(event.currentTarget);
    onSend({ email: String(entered.get("email")), password: String(entered.get("password")) });
  };
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="md">
        <FormFailure error={problem} told={["/email", "/password"]} />
        <TextInput
          type="email"
          name="email"
          autoComplete="username"
          autoFocus
          label={say("session.email")}
          error={mistakeAt(problem, "/email")}
        />
        <PasswordInput
          name="password"
          autoComplete={isNew ? "new-password" : "current-password"}
          label={say("session.password")}
          description={isNew ? say("session.password.help") : undefined}
          error={mistakeAt(problem, "/password")}
        />
        <Button type="submit" loading={isPending}>
          {verb}
        </Button>
      </Stack>
    </form>
  );
}

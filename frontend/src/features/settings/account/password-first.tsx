import { Button, PasswordInput, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { mistakeAt, problemOf } from "../../../api/problems";
import { confirmPassword } from "../../../api/security";
import { useWords } from "../../../i18n/words";
import { FormFailure } from "../../../ui/form-failure";
import { entered } from "../entered";

/** The password once more: an open browser alone must not weaken an account. */
export function PasswordFirst({ onDone }: { onDone: () => void }) {
  const say = useWords();
  const confirming = useMutation({ mutationFn: confirmPassword, onSuccess: onDone });
  return (
    <form noValidate onSubmit={(event) => confirming.mutate(entered(event)("password"))}>
      <Stack>
        <Text size="sm">{say("settings.factor.password_first")}</Text>
        <FormFailure error={confirming.error} told={["/password"]} />
        <PasswordInput
          name="password"
          data-autofocus
          autoComplete="current-password"
          label={say("settings.password.current")}
          error={mistakeAt(confirming.error ? problemOf(confirming.error) : null, "/password")}
        />
        <Button type="submit" loading={confirming.isPending}>
          {say("settings.factor.continue")}
        </Button>
      </Stack>
    </form>
  );
}

import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { PasswordNeeded, turnTotpOff } from "../../../api/security";
import { useWords } from "../../../i18n/words";
import { FormFailure } from "../../../ui/form-failure";
import { tell } from "../../../ui/notice";
import { secondFactorKey } from "./keys";
import { PasswordFirst } from "./password-first";

/** Takes the second factor away; from then on the password alone opens the account. */
export function TurnOff({ onClose }: { onClose: () => void }) {
  const say = useWords();
  const cache = useQueryClient();
  const turning = useMutation({
    mutationFn: turnTotpOff,
    onSuccess: async () => {
      tell(say("settings.factor.is_off"));
      onClose();
      await cache.invalidateQueries({ queryKey: secondFactorKey });
    },
  });
  if (turning.error instanceof PasswordNeeded)
    return <PasswordFirst onDone={() => turning.mutate()} />;
  return (
    <Stack>
      <FormFailure error={turning.error} />
      <Text size="sm">{say("settings.factor.turn_off.touches")}</Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          {say("ui.cancel")}
        </Button>
        <Button color="red" loading={turning.isPending} onClick={() => turning.mutate()}>
          {say("settings.factor.turn_off")}
        </Button>
      </Group>
    </Stack>
  );
}

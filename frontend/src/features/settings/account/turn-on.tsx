import { Button, Center, Code, Group, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { mistakeAt, problemOf } from "../../../api/problems";
import { beginTotp, PasswordNeeded, type TotpSetup, turnTotpOn } from "../../../api/security";
import { useWords } from "../../../i18n/words";
import { Copy } from "../../../ui/copy";
import { Failed } from "../../../ui/failed";
import { FormFailure } from "../../../ui/form-failure";
import { LoadingRows } from "../../../ui/loading";
import { entered } from "../entered";
import { CodesStep } from "./codes-step";
import { secondFactorKey } from "./keys";
import { PasswordFirst } from "./password-first";
import { QrCode } from "./qr-code";

/** Sets the second factor up: show the app the square, enter its code, keep the recovery codes. */
export function TurnOn({ onClose }: { onClose: () => void }) {
  const cache = useQueryClient();
  const setup = useQuery({
    queryKey: [...secondFactorKey, "setup"],
    queryFn: beginTotp,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const turning = useMutation({
    mutationFn: turnTotpOn,
    onSuccess: () => cache.invalidateQueries({ queryKey: secondFactorKey, exact: true }),
  });

  if (turning.isSuccess) return <CodesStep isNew={false} onClose={onClose} />;
  if (setup.error instanceof PasswordNeeded) return <PasswordFirst onDone={setup.refetch} />;
  // The same code again: asking for the set-up anew would make another secret.
  if (turning.error instanceof PasswordNeeded)
    return <PasswordFirst onDone={() => turning.mutate(turning.variables ?? "")} />;
  if (setup.error) return <Failed error={setup.error} onRetry={setup.refetch} />;
  if (!setup.data) return <LoadingRows rows={2} height={80} />;
  return (
    <SetupForm
      setup={setup.data}
      isPending={turning.isPending}
      error={turning.error}
      onCode={turning.mutate}
    />
  );
}

interface Props {
  setup: TotpSetup;
  isPending: boolean;
  error: unknown;
  onCode: (code: string) => void;
}

function SetupForm({ setup, isPending, error, onCode }: Props) {
  const say = useWords();
  return (
    <form noValidate onSubmit={(event) => onCode(entered(event)("code").replaceAll(/\s/g, ""))}>
      <Stack>
        <Text size="sm">{say("settings.factor.scan")}</Text>
        <Center>
          <QrCode text={setup.url} label={say("settings.factor.qr")} />
        </Center>
        <Text size="sm">{say("settings.factor.type")}</Text>
        <Group gap="xs" wrap="nowrap">
          <Code style={{ overflowWrap: "anywhere" }}>{setup.secret}</Code>
          <Copy value={setup.secret} />
        </Group>
        <FormFailure error={error} told={["/code"]} />
        <TextInput
          name="code"
          data-autofocus
          inputMode="numeric"
          autoComplete="one-time-code"
          label={say("settings.factor.code")}
          error={mistakeAt(error ? problemOf(error) : null, "/code")}
        />
        <Button type="submit" loading={isPending}>
          {say("settings.factor.turn_on")}
        </Button>
      </Stack>
    </form>
  );
}

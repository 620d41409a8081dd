import { Alert, Button, Code, Group, SimpleGrid, Stack } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { PasswordNeeded, recoveryCodes, renewRecoveryCodes } from "../../../api/security";
import { useWords } from "../../../i18n/words";
import { Copy } from "../../../ui/copy";
import { Failed } from "../../../ui/failed";
import { LoadingRows } from "../../../ui/loading";
import { secondFactorKey } from "./keys";
import { PasswordFirst } from "./password-first";

interface Props {
  /** Make new ones; the former open nothing any more. */
  isNew: boolean;
  onClose: () => void;
}

/** The recovery codes, each good for one sign-in without the app. */
export function CodesStep({ isNew, onClose }: Props) {
  const say = useWords();
  const cache = useQueryClient();
  const codes = useQuery({
    queryKey: [...secondFactorKey, isNew ? "renewed" : "codes"],
    queryFn: isNew ? renewRecoveryCodes : recoveryCodes,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const close = async () => {
    onClose();
    await cache.invalidateQueries({ queryKey: secondFactorKey, exact: true });
  };

  if (codes.error instanceof PasswordNeeded) return <PasswordFirst onDone={codes.refetch} />;
  if (codes.error) return <Failed error={codes.error} onRetry={codes.refetch} />;
  if (!codes.data) return <LoadingRows rows={3} height={28} />;
  return (
    <Stack>
      <Alert color="yellow">{say("settings.factor.keep_codes")}</Alert>
      <SimpleGrid cols={2} spacing="xs">
        {codes.data.map((code) => (
          <Code key={code} ta="center" fz="sm">
            {code}
          </Code>
        ))}
      </SimpleGrid>
      <Group justify="space-between">
        <Copy value={codes.data.join("\n")} label={say("settings.factor.copy_codes")} />
        <Button onClick={close}>{say("settings.factor.codes_kept")}</Button>
      </Group>
    </Stack>
  );
}
